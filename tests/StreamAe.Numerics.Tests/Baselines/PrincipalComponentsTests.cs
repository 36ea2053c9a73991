using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Baselines;

namespace StreamAe.Numerics.Tests.Baselines;

public sealed class PrincipalComponentsTests
{
    private const float Missing = float.NaN;

    // z = (±1, ±1) on the diagonal: variances 2 and 0, one component (1, 1)/√2.
    private static readonly float[] Diagonal = [1, 10, 3, 30, 1, 10, 3, 30];

    [Fact]
    public void Score_KnownDirection_IsSquaredDistanceFromTheLine()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit(Diagonal, 2);
        Assert.Equal(1, baseline.Components);
        Assert.Equal(2, baseline.Variances[0], 12);
        Assert.Equal(0, baseline.Variances[1], 12);
        Assert.Equal(0, baseline.Score([7, 70]), 1e-10f); // z = (5, 5) lies on the line

        // z = (3, −1): (1, 1) along the line, (2, −2) across it; mean of squares 4.
        Assert.Equal(4, baseline.Score([5, 10]), 1e-5f);
    }

    [Fact]
    public void Fit_VarianceKept_DecidesTheNumberOfComponents()
    {
        // Three independent features of unit variance: the eight corners of a cube.
        float[] cube = Enumerable.Range(0, 8).SelectMany(i => new float[] { i & 1, (i >> 1) & 1, i >> 2 }).ToArray();
        Assert.Equal(1, PrincipalComponents.Fit(cube, 3, 0.3).Components);
        Assert.Equal(2, PrincipalComponents.Fit(cube, 3, 2.0 / 3).Components);
        Assert.Equal(3, PrincipalComponents.Fit(cube, 3, 0.9).Components);
        Assert.Equal(0, PrincipalComponents.Fit(cube, 3, 1).Score([5, -5, 9]), 1e-10f);
    }

    [Fact]
    public void Fit_NothingVaries_ScoresTheDeviation()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit([4, 5, 4, 5], 2);
        Assert.Equal(0, baseline.Components);
        Assert.Equal((4f + 9f) / 2, baseline.Score([6, 8]));
    }

    [Fact]
    public void Score_ConstantFeatureMoves_GoesWholeIntoTheResidual()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit([1, 10, 8, 3, 30, 8, 1, 10, 8, 3, 30, 8], 3);
        Assert.Equal(4f / 3, baseline.Score([7, 70, 10]), 1e-5f);
    }

    [Fact]
    public void Score_MissingFeature_IsFittedByTheOthersOnly()
    {
        // Three copies of one signal; the two present ones are z = 3 and −1: fitted at 1, residuals 2 and −2.
        PrincipalComponents baseline = PrincipalComponents.Fit([1, 1, 1, 3, 3, 3], 3);
        Assert.Equal(1, baseline.Components);
        Assert.Equal(4, baseline.Score([5, 1, Missing]), 1e-5f);
        Assert.Equal(4, baseline.Score([Missing, 5, 1]), 1e-5f);
    }

    [Fact]
    public void Score_TooFewFeaturesPresent_IsNaN()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit([1, 1, 1, 3, 3, 3], 3);
        Assert.Equal(float.NaN, baseline.Score([Missing, 5, Missing]));
        Assert.Equal(float.NaN, baseline.Score([Missing, Missing, Missing]));
    }

    [Fact]
    public void Fit_GapsAtRandom_FindsTheSameLine()
    {
        // Every row is on the line; a covariance that took gaps for zeros would tilt and shrink it.
        float[] rows = new float[3 * 60];
        for (int i = 0; i < 60; i++)
        {
            float value = i % 2 == 0 ? 1 : 3;
            rows.AsSpan(i * 3, 3).Fill(value);
            rows[(i * 3) + (i / 2 % 3)] = i % 7 < 3 ? Missing : value;
        }

        PrincipalComponents baseline = PrincipalComponents.Fit(rows, 3);
        Assert.Equal(1, baseline.Components);
        Assert.Equal(0, baseline.Score([5, 5, 5]), 0.02f);
        Assert.True(baseline.Score([5, 5, -1]) > 1);
    }

    [Fact]
    public void Fit_FeatureNeverPresent_TakesNoPart()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit([1, 10, Missing, 3, 30, Missing, 1, 10, Missing, 3, 30, Missing], 3);
        Assert.Equal(4, baseline.Score([5, 10, 12345]), 1e-5f);
    }

    [Fact]
    public void Score_AnyRowWithGaps_IsTheLeastSquaresResidual() =>
        Prop.ForAll(
            Arb.From(
                from rows in Gen.Choose(-50, 50).ArrayOf(6 * 40)
                from row in Gen.Choose(-50, 50).ArrayOf(6)
                from missing in Gen.Choose(0, 5)
                select (rows, row, missing)),
            input =>
            {
                // Correlated features: pairs share a signal, so three components carry most of the variance.
                float[] train = Array.ConvertAll(input.rows, v => (float)v);
                for (int i = 0; i < train.Length; i += 2)
                {
                    train[i + 1] = train[i] + (train[i + 1] / 20);
                }

                float[] row = Array.ConvertAll(input.row, v => (float)v);
                PrincipalComponents baseline = PrincipalComponents.Fit(train, 6);
                row[input.missing] = Missing;
                float gapped = baseline.Score(row);

                // Least squares over the coordinates is the best filling of the gap: no value filled in leaves a smaller residual.
                double best = double.PositiveInfinity;
                for (float filled = -600; filled <= 600; filled += 0.5f)
                {
                    row[input.missing] = filled;
                    best = Math.Min(best, baseline.Score(row) * 6.0 / 5.0);
                }

                return gapped <= best * 1.0001 + 1e-6 && gapped >= best - 0.02 - (0.02 * best);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fit_Twice_GivesTheSameBits()
    {
        float[] rows = Enumerable.Range(0, 40 * 7).Select(i => MathF.Sin(i * i)).ToArray();
        float[] first = new float[40];
        float[] second = new float[40];
        PrincipalComponents.Fit(rows, 7).Score(rows, first);
        PrincipalComponents.Fit(rows, 7).Score(rows, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        PrincipalComponents baseline = PrincipalComponents.Fit(Diagonal, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit(Diagonal, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit(Diagonal, 2, double.NaN));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit([], 2));
        Assert.Throws<ArgumentException>(() => baseline.Score([1]));
        Assert.Throws<ArgumentException>(() => baseline.Score([1, 2], new float[2]));
    }
}
