using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

public sealed class JointDistanceTests
{
    private const int Stride = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Measure_TrainingRows_HasAMeanOfOne(int features)
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(2000, features);
        var distance = JointDistance.Fit(rows, reconstructions, Stride, features, use);
        double mean = Enumerable.Range(0, use.Length).Average(
            r => (double)distance.Measure(rows.AsSpan(r * Stride), reconstructions.AsSpan(r * Stride)));

        // A thousandth less, for the raised diagonal; more where entries nearly follow from each other.
        Assert.InRange(mean, 0.93, 1);
    }

    /// <summary>Two entries of correlation ρ: the formula of a bivariate normal, with the raised diagonal in it.</summary>
    [Fact]
    public void Measure_OneFeature_IsWhatTheFormulaSays()
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(5000, 1);
        var distance = JointDistance.Fit(rows, reconstructions, Stride, 1, use);
        double[] residuals = [.. Enumerable.Range(0, use.Length).Select(r => rows[r * Stride] - (double)reconstructions[r * Stride])];
        double[] values = [.. Enumerable.Range(0, use.Length).Select(r => (double)rows[r * Stride])];
        double mr = residuals.Average(), mx = values.Average();
        double sr = Math.Sqrt(residuals.Average(r => (r - mr) * (r - mr))) + 1e-3, sx = Math.Sqrt(values.Average(x => (x - mx) * (x - mx))) + 1e-3;
        double vr = residuals.Average(r => (r - mr) * (r - mr)) / sr / sr + 0.001, vx = values.Average(x => (x - mx) * (x - mx)) / sx / sx + 0.001;
        double cov = residuals.Zip(values).Average(p => (p.First - mr) * (p.Second - mx)) / sr / sx;
        double u = (1.5 - mr) / sr, w = (-2 - mx) / sx;
        double expected = ((vx * u * u) - (2 * cov * u * w) + (vr * w * w)) / ((vr * vx) - (cov * cov)) / 2;
        Assert.Equal(expected, distance.Measure([-2f], [-3.5f]), expected * 1e-4);
    }

    [Fact]
    public void Measure_RowThatBreaksWhatHoldsBetweenFeatures_IsFarThoughEachIsUsual()
    {
        var random = new PhiloxRandom(5, 1);
        float[] rows = new float[1000 * Stride], reconstructions = new float[1000 * Stride];
        for (int r = 0; r < 1000; r++)
        {
            float common = random.NextSingle() - 0.5f;
            rows[r * Stride] = common;
            rows[(r * Stride) + 1] = common + (0.02f * (random.NextSingle() - 0.5f));
        }

        var distance = JointDistance.Fit(rows, reconstructions, Stride, 2, Enumerable.Repeat(true, 1000).ToArray());
        Assert.True(distance.Measure([0.4f, -0.4f], [0, 0]) > 50 * distance.Measure([0.4f, 0.4f], [0, 0]));
    }

    [Fact]
    public void Attribute_OddFeature_HasTheLargestPartAndAllSumToTheDistance()
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(2000, 6);
        var distance = JointDistance.Fit(rows, reconstructions, Stride, 6, use);
        float[] row = rows[..6], parts = new float[6];
        row[4] += 9;
        distance.Attribute(row, reconstructions, [], parts);
        Assert.Equal(4, Array.IndexOf(parts, parts.Max()));
        Assert.InRange(parts.Sum(), distance.Measure(row, reconstructions) * 0.999f, distance.Measure(row, reconstructions) * 1.3f);
        Assert.All(parts, part => Assert.True(part >= 0));
    }

    [Fact]
    public void Measure_MissingEntry_CountsAsTheMean()
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(2000, 3);
        var distance = JointDistance.Fit(rows, reconstructions, Stride, 3, use);
        float one = distance.Measure([0, 1e6f, 0], [0, 0, 0], [false, true, false]);
        Assert.Equal(one, distance.Measure([0, -5, 0], [0, 7, 0], [false, true, false]));
        Assert.True(one < 10);
    }

    [Fact]
    public void Fit_ConstantFeatures_SeesThemMove()
    {
        float[] rows = new float[100 * Stride], reconstructions = new float[100 * Stride];
        var distance = JointDistance.Fit(rows, reconstructions, Stride, 3, Enumerable.Repeat(true, 100).ToArray());
        Assert.Equal(0, distance.Measure([0, 0, 0], [0, 0, 0]));
        Assert.True(distance.Measure([0, 1, 0], [0, 0, 0]) > 1000);
    }

    [Fact]
    public void Parameters_OfOne_MakeAnEqualOne()
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(300, 4);
        var distance = JointDistance.Fit(rows, reconstructions, Stride, 4, use);
        var again = new JointDistance(distance.Parameters, 4);
        Assert.Equal(distance.Measure(rows, reconstructions), again.Measure(rows, reconstructions));
        Assert.Throws<ArgumentException>(() => new JointDistance(distance.Parameters, 3));
        Assert.Throws<ArgumentException>(() => new JointDistance(distance.Parameters.AsSpan(1), 4));
    }

    [Fact]
    public void Fit_UnusedRows_TakeNoPart()
    {
        (float[] rows, float[] reconstructions, bool[] use) = Sample(300, 4);
        use[7] = false;
        float[] before = JointDistance.Fit(rows, reconstructions, Stride, 4, use).Parameters;
        rows[7 * Stride] = 1e9f;
        Assert.Equal(before, JointDistance.Fit(rows, reconstructions, Stride, 4, use).Parameters);
        Assert.Throws<ArgumentOutOfRangeException>(() => JointDistance.Fit(rows, reconstructions, Stride, 4, new bool[300]));
    }

    /// <summary>Related features, and reconstructions that are off by more where the row is farther out.</summary>
    private static (float[] Rows, float[] Reconstructions, bool[] Use) Sample(int count, int features)
    {
        var random = new PhiloxRandom(2, 1);
        float[] rows = new float[count * Stride], reconstructions = new float[count * Stride];
        for (int r = 0; r < count; r++)
        {
            float common = (2 * random.NextSingle()) - 1;
            for (int d = 0; d < features; d++)
            {
                rows[(r * Stride) + d] = common + random.NextSingle();
                reconstructions[(r * Stride) + d] = (0.7f * common) + (0.2f * random.NextSingle());
            }
        }

        return (rows, reconstructions, Enumerable.Repeat(true, count).ToArray());
    }
}
