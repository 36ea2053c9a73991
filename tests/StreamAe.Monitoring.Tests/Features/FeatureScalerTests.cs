using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Features.Scaling;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Features;

public sealed class FeatureScalerTests
{
    private const float Clip = 10;

    [Fact]
    public void Fit_KnownColumn_GivesItsMeanAndDeviation()
    {
        FeatureScaler scaler = Fit([2, 4, 4, 4, 5, 5, 7, 9], 1);
        Assert.Equal(5, scaler.Means[0]);
        Assert.Equal(2, scaler.Deviations[0], 1e-6f);
    }

    /// <summary>Sorted: 0 … 9 and 1000; the middle half from 2 to 7, the central 98 % from 0 to 9.</summary>
    [Fact]
    public void Fit_Asinh_IsMedianAndASpreadThatOutliersDoNotMove()
    {
        FeatureScaler scaler = Fit([5, 0, 1, 1000, 2, 3, 4, 6, 7, 8, 9], 1, InputScale.Asinh);
        Assert.True(scaler.IsAsinh);
        Assert.Equal((5f, 5 / 1.349f), (scaler.Means[0], scaler.Deviations[0]), new Close());

        // Half and more stand still: a quarter of the deviation of what is left within the central 98 %.
        float[] still = [.. Enumerable.Range(0, 100).Select(i => i < 90 ? 4f : 8)];
        Assert.Equal((4f, 0.25f * 1.2f), (Fit(still, 1, InputScale.Asinh).Means[0], Fit(still, 1, InputScale.Asinh).Deviations[0]), new Close());
        Assert.Equal((-3000f, 3f), (Fit([-3000, -3000], 1, InputScale.Asinh).Means[0], Fit([-3000, -3000], 1, InputScale.Asinh).Deviations[0]));
        Assert.Equal(1e-9f, Fit([0, 0, 0], 1, InputScale.Asinh).Deviations[0]);
        Assert.Equal(1, Fit([float.NaN], 1, InputScale.Asinh).Deviations[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01f)]
    [InlineData(-3)]
    [InlineData(1e4f)]
    [InlineData(1e38f)]
    [InlineData(-1e38f)]
    public void Scale_Asinh_IsItAndComesBack(float value)
    {
        var scaler = new FeatureScaler([2], [0.5f], 12, asinh: [true]);
        float[] row = new float[1], back = new float[1];
        scaler.Scale([value], 0, Unobserved.Mark, row);
        double y = (value - 2.0) / 0.5;
        Assert.Equal(Math.Clamp(Math.Sign(y) * Math.Log(Math.Abs(y) + Math.Sqrt((y * y) + 1)), -12, 12), row[0], 1e-5);
        scaler.Unscale(row, back);
        Assert.Equal(Math.Clamp(value, 2 - (0.5 * Math.Sinh(12)), 2 + (0.5 * Math.Sinh(12))), back[0], 1e-5 * Math.Max(1, Math.Abs(back[0])));
        scaler.Scale([float.NaN], 0, Unobserved.Mark, row);
        Assert.True(Unobserved.Is(row[0]));
        scaler.Unscale([1e30f], back);
        Assert.True(float.IsFinite(back[0]));
    }

    [Fact]
    public void Fit_UnusedAndMissingRows_TakeNoPart()
    {
        FeatureScaler all = Fit([1, 10, 2, 20, 3, 30], 2);
        float[] rows = [1, 10, 777, -777, 2, 20, float.NaN, float.NaN, 3, 30];
        FeatureScaler some = FeatureScaler.Fit(rows, Encoder(2), [true, false, true, true, true], Clip, InputScale.Standard);
        Assert.Equal(all.Means.ToArray(), some.Means.ToArray());
        Assert.Equal(all.Deviations.ToArray(), some.Deviations.ToArray());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(-7e5f)]
    [InlineData(1e38f)]
    public void Fit_Constant_TakesADeviationOfOne(float value)
    {
        FeatureScaler scaler = Fit([.. Enumerable.Repeat(value, 300)], 1);
        Assert.Equal(value, scaler.Means[0]);
        Assert.Equal(1, scaler.Deviations[0]);
        Assert.Equal(0, Scale(scaler, value)[0]);
    }

    [Fact]
    public void Fit_ColumnWithoutValues_ScalesToZero()
    {
        FeatureScaler scaler = Fit([float.NaN, float.NaN], 1);
        Assert.Equal((0f, 1f), (scaler.Means[0], scaler.Deviations[0]));
        Assert.Equal(0, Scale(scaler, float.NaN)[0]);
    }

    [Fact]
    public void Fit_LargeMean_KeepsTheSmallDeviation()
    {
        FeatureScaler scaler = Fit([.. Enumerable.Range(0, 1000).Select(i => 1e6f + (i % 2))], 1);
        Assert.Equal(0.5f, scaler.Deviations[0], 1e-3f);
    }

    [Theory]
    [InlineData(30, 1e38f)]
    [InlineData(256, 1e38f)]
    [InlineData(256, -3e38f)]
    [InlineData(999, 1e9f)]
    [InlineData(5000, 1e38f)]
    public void Fit_OneWildValue_DoesNotSetTheScale(int rows, float wild)
    {
        float[] column = Series.Waves(rows, 1);
        FeatureScaler clean = Fit(column, 1);
        float[] dirty = [.. column];
        dirty[rows / 2] = wild;
        FeatureScaler scaler = Fit(dirty, 1);
        Assert.Equal(clean.Means[0], scaler.Means[0], 0.1f);
        Assert.InRange(scaler.Deviations[0], 0.9f * clean.Deviations[0], 1.1f * clean.Deviations[0]);
        Assert.Equal(wild > 0 ? Clip : -Clip, Scale(scaler, wild)[0]);
    }

    [Fact]
    public void Fit_BothEndsOfTheFloats_StaysFinite()
    {
        FeatureScaler scaler = Fit([.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? float.MaxValue : float.MinValue)], 1);
        Assert.True(float.IsFinite(scaler.Means[0]));
        Assert.True(float.IsFinite(scaler.Deviations[0]) && scaler.Deviations[0] > 0, $"{scaler.Deviations[0]}");
        Assert.All(Scale(scaler, float.MaxValue), z => Assert.True(float.IsFinite(z)));
    }

    [Fact]
    public void Fit_AFewValues_AreAllUsed()
    {
        FeatureScaler scaler = Fit([1, 2, 3], 1);
        Assert.Equal(2, scaler.Means[0]);
        Assert.Equal(0.8165f, scaler.Deviations[0], 1e-4f);
    }

    [Theory]
    [InlineData(true, InputScale.Standard, 0, 0.70710678f)]
    [InlineData(false, InputScale.Standard, 0, 0.70710678f)]
    [InlineData(true, InputScale.MinMax, 0, 0.70710678f)]
    [InlineData(false, InputScale.MinMax, -1, 2)]
    public void Fit_Hour_KeepsTheScaleOfWholeTurns(bool context, InputScale scale, float mean, float deviation)
    {
        var encoder = new FeatureEncoder(
            TestMonitors.Quick with { Features = [FeatureDefinition.Number("x0"), FeatureDefinition.HourOfDay with { IsContext = context }] },
            TestMonitors.Numbers(1));
        FeatureScaler scaler = FeatureScaler.Fit([8, 0.5f, 0.5f, 8, 0.5f, 0.5f], encoder, [true, true], Clip, scale);
        Assert.Equal([8, mean, mean], scaler.Means.ToArray());
        Assert.Equal([1, deviation, deviation], scaler.Deviations.ToArray());
    }

    [Fact]
    public void Fit_CategoryThatIsContext_StaysNoughtAndOne()
    {
        string[] kinds = ["a", "b"];
        FeatureDefinition kind = FeatureDefinition.Category("kind", kinds);
        float[] rows = [1, 1, 0, 0, 2, 1, 0, 0, 3, 0, 1, 0];
        FeatureScaler Fit(FeatureDefinition feature) => FeatureScaler.Fit(
            rows,
            new FeatureEncoder(
                TestMonitors.Quick with { Features = [FeatureDefinition.Number("x0"), feature] },
                new Schema([Channel.Number("x0"), Channel.Category("kind", kinds)])),
            [true, true, true],
            Clip,
            InputScale.Standard);
        FeatureScaler given = Fit(kind with { IsContext = true });
        Assert.Equal([2f, 0, 0, 0], given.Means.ToArray());
        Assert.Equal([1f, 1, 1], given.Deviations[1..].ToArray());
        Assert.NotEqual(0, Fit(kind).Means[1]);
    }

    [Fact]
    public void Fit_MinMax_PutsTheTrainingRowsBetweenNoughtAndOne()
    {
        float[] column = [.. Enumerable.Range(0, 50).Select(i => 3 + (i / 7f)), 1e30f];
        bool[] use = [.. column.Select(_ => true)];
        FeatureScaler scaler = FeatureScaler.Fit(column, Encoder(1), use, Clip, InputScale.MinMax);
        Assert.Equal(3, scaler.Means[0]);
        Assert.Equal(7, scaler.Deviations[0], 1e-5f);
        Assert.Equal([0f, 1, Clip, -1], new[] { 3, 10, 1e30f, -4 }.Select(v => Scale(scaler, v)[0]));

        // A constant feature keeps its own units, as in the standard scale.
        Assert.Equal(1, FeatureScaler.Fit([4, 4, 4], Encoder(1), [true, true, true], Clip, InputScale.MinMax).Deviations[0]);
    }

    /// <summary>Each feature under a scale of its own comes out as under it alone, from any feature on.</summary>
    [Theory]
    [InlineData(InputScale.Standard)]
    [InlineData(InputScale.Asinh)]
    public void Fit_ScalesOfTheirOwn_AreThoseOfEachAlone(InputScale others)
    {
        InputScale?[] scales = [null, InputScale.Robust, InputScale.MinMax, InputScale.Asinh, InputScale.Standard, null];
        var encoder = new FeatureEncoder(
            TestMonitors.Quick with { Features = [.. scales.Select((s, f) => FeatureDefinition.Number($"x{f}") with { Scale = s })] },
            TestMonitors.Numbers(scales.Length));
        float[] column = [5, 0, 1, 1000, 2, 3, 4, 6, 7, 8, 9, 90];
        bool[] use = [.. column.Select(_ => true)];
        FeatureScaler mixed = FeatureScaler.Fit([.. column.SelectMany(v => Enumerable.Repeat(v, scales.Length))], encoder, use, Clip, others);
        Assert.False(mixed.IsAsinh);
        foreach (float value in (float[])[0, 4, 77, -3e38f, float.NaN])
        {
            float[] values = [.. scales.Select(_ => value)], row = new float[values.Length], back = new float[values.Length];
            mixed.Scale(values, 0, Unobserved.Mark, row);
            float[] rest = new float[2];
            mixed.Scale(values.AsSpan(2, 2), 2, Unobserved.Mark, rest);
            Assert.Equal(row[2..4], rest);
            mixed.Unscale(row, back);
            for (int f = 0; f < scales.Length; f++)
            {
                FeatureScaler alone = FeatureScaler.Fit(column, Encoder(1), use, Clip, scales[f] ?? others);
                float[] one = new float[1], oneBack = new float[1];
                alone.Scale([value], 0, Unobserved.Mark, one);
                alone.Unscale(one, oneBack);
                Assert.Equal(BitConverter.SingleToInt32Bits(one[0]), BitConverter.SingleToInt32Bits(row[f]));
                Assert.Equal((oneBack[0], alone.ScaledOf(0, 3)), (back[f], mixed.ScaledOf(f, 3)));
            }
        }
    }

    [Fact]
    public void Fit_NumbersWithAScale_IsThatOfEveryFieldTheyAre()
    {
        var encoder = new FeatureEncoder(
            TestMonitors.Quick with { Features = [FeatureDefinition.Number("x1"), FeatureDefinition.Numbers with { Scale = InputScale.MinMax }] },
            TestMonitors.Numbers(3));
        FeatureScaler scaler = FeatureScaler.Fit([1, 1, 1, 3, 3, 3], encoder, [true, true], Clip, InputScale.Standard);
        Assert.Equal([2f, 1, 1], scaler.Means.ToArray());
        Assert.Equal([1f, 2, 2], scaler.Deviations.ToArray());
    }

    /// <summary>Changes 1, 2, 3, 4, 5 and 1000: the middle half from 2 to 4.</summary>
    [Fact]
    public void WithDifferences_OfARobustFeature_IsARobustSpread()
    {
        float[] rows = [0, 1, 3, 6, 10, 15, 1015];
        bool[] use = [.. rows.Select(_ => true)];
        FeatureScaler scaler = new FeatureScaler([0], [1], 10).WithDifferences([(rows, use)], 1, [true]);
        Assert.Equal(2 / 1.349f, scaler.DifferenceDeviations[0], 1e-5f);
        Assert.True(new FeatureScaler([0], [1], 10).WithDifferences([(rows, use)], 1).DifferenceDeviations[0] > 300);
    }

    /// <summary>The mark is −0; no value that was there may look like it.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Scale_MissingValue_IsMarkedAndNoOtherIs(int width)
    {
        float[] means = new float[width];
        float[] ones = [.. means.Select(_ => 1f)];
        float[] values = [float.NaN, -0f, -float.Epsilon, .. new float[width - 3]];
        float[] row = new float[width];
        new FeatureScaler(means, [.. ones.Select(_ => 1e30f)], Clip).Scale(values, 0, Unobserved.Mark, row);
        Assert.Equal([true, .. Enumerable.Repeat(false, width - 1)], row.Select(Unobserved.Is));
        Assert.All(row, value => Assert.Equal(0f, MathF.Abs(value)));
        new FeatureScaler(means, ones, Clip).Scale(values, 0, missing: 0, row);
        Assert.DoesNotContain(row, Unobserved.Is);
    }

    [Fact]
    public void Scale_FromAFeatureOn_TakesItsScale()
    {
        var scaler = new FeatureScaler([1, 2, 3, 4, 5, 6], [1, 1, 1, 2, 2, 2], Clip);
        float[] row = new float[3];
        scaler.Scale([6, 7, 10], 3, missing: 0, row);
        Assert.Equal([1f, 1, 2], row);
    }

    [Theory]
    [InlineData(7, 2.5f)]
    [InlineData(22, 10)]
    [InlineData(1e38f, 10)]
    [InlineData(float.MaxValue, 10)]
    [InlineData(-1e38f, -10)]
    [InlineData(float.NaN, 0)]
    public void Scale_Value_IsCutAtTheClip(float value, float expected) =>
        Assert.Equal(expected, Scale(new FeatureScaler([2], [2], Clip), value)[0]);

    [Fact]
    public void Unscale_OfScaled_IsTheValue() =>
        Prop.ForAll(
            Gen.Choose(-900, 900).Three().ToArbitrary(),
            given =>
            {
                (int mean, int z, int deviation) = given;
                float[] d = [0.01f * (1 + Math.Abs(deviation))];
                var scaler = new FeatureScaler([mean], d, Clip);
                float value = mean + (0.01f * z * d[0]);
                float[] back = new float[1];
                scaler.Unscale(Scale(scaler, value), back);
                Assert.Equal(value, back[0], 1e-3f);
            }).QuickCheckThrowOnFailure();

    private static FeatureEncoder Encoder(int features) => new(TestMonitors.Quick, TestMonitors.Numbers(features));

    private static FeatureScaler Fit(float[] rows, int features, InputScale scale = InputScale.Standard)
    {
        bool[] use = new bool[rows.Length / features];
        Array.Fill(use, true);
        return FeatureScaler.Fit(rows, Encoder(features), use, Clip, scale);
    }

    private static float[] Scale(FeatureScaler scaler, params float[] encoded)
    {
        float[] row = new float[encoded.Length];
        scaler.Scale(encoded, 0, missing: 0, row);
        return row;
    }

    [Fact]
    public void WithDifferences_TwoSegments_MeasuresChangesWithinThemAlone()
    {
        var scaler = new FeatureScaler([0, 0, 0], [1, 1, 1], 10);
        float[] one = [0, 5, 1, 2, 5, 1, 4, 5, 1], two = [100, 5, 1, 98, 5, 1, 1e38f, 5, 1, 96, float.NaN, 1];
        FeatureScaler with = scaler.WithDifferences([(one, [true, true, true]), (two, [true, true, false, true])], 2);
        // Changes 2, 2 and −2: a standard deviation of 1.886; the second feature never changes.
        Assert.Equal(2, with.DifferenceDeviations.Length);
        Assert.Equal(1.8856, with.DifferenceDeviations[0], 1e-3);
        Assert.Equal(1, with.DifferenceDeviations[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    public void ScaleDifferences_AnyWidth_ScalesClipsAndMarks(int width)
    {
        float[] newest = [.. Enumerable.Range(0, width).Select(f => f == 3 ? float.NaN : f * 2f)];
        float[] before = [.. Enumerable.Range(0, width).Select(f => f == 5 ? float.NaN : f == 6 ? -1e38f : 1f)];
        float[] inverses = [.. Enumerable.Range(0, width).Select(f => 0.5f + f)];
        float[] row = new float[width + 1];
        ScalingKernel.ScaleDifferences(newest, before, inverses, 10, Unobserved.Mark, row);
        for (int f = 0; f < width; f++)
        {
            float expected = f is 3 or 5 ? Unobserved.Mark : Math.Clamp((newest[f] - before[f]) * inverses[f], -10, 10);
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(row[f]));
        }

        Assert.Equal(0, row[width]);
        ScalingKernel.ScaleDifferences(newest, [], inverses, 10, Unobserved.Mark, row);
        Assert.All(row[..width], value => Assert.True(Unobserved.Is(value)));
    }

    private sealed class Close : IEqualityComparer<(float, float)>
    {
        public bool Equals((float, float) x, (float, float) y) => Math.Abs(x.Item1 - y.Item1) < 1e-5f && Math.Abs(x.Item2 - y.Item2) < 1e-5f;

        public int GetHashCode((float, float) obj) => 0;
    }
}
