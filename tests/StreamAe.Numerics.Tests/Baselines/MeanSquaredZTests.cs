using StreamAe.Numerics.Baselines;

namespace StreamAe.Numerics.Tests.Baselines;

public sealed class MeanSquaredZTests
{
    private const float Missing = float.NaN;

    // Feature 0: mean 2, deviation 1. Feature 1: constant 5, so deviation 1.
    private static readonly float[] Train = [1, 5, 3, 5, 1, 5, 3, 5];

    [Fact]
    public void Score_HandCase_IsMeanOfSquares()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit(Train, 2);
        Assert.Equal((9f + 4f) / 2, baseline.Score([5, 7]));
        Assert.Equal(0, baseline.Score([2, 5]));
    }

    [Fact]
    public void Score_FarOutside_IsClippedAtTen()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit(Train, 2);
        Assert.Equal(100, baseline.Score([1e30f, float.NegativeInfinity]));
        Assert.Equal(50, baseline.Score([-float.MaxValue, 5]));
    }

    [Fact]
    public void Score_MissingFeature_TakesNoPart()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit(Train, 2);
        Assert.Equal(9, baseline.Score([5, Missing]));
        Assert.Equal(4, baseline.Score([Missing, 7]));
        Assert.Equal(float.NaN, baseline.Score([Missing, Missing]));
    }

    [Fact]
    public void Fit_MissingOrInfiniteCells_AreLeftOut()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit([1, Missing, Missing, 5, 3, float.PositiveInfinity], 2);
        Assert.Equal((9f + 4f) / 2, baseline.Score([5, 7]));
    }

    [Fact]
    public void Fit_FeatureNeverPresent_TakesNoPartInScores()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit([1, Missing, 3, Missing], 2);
        Assert.Equal(9, baseline.Score([5, 1000]));
    }

    [Fact]
    public void Fit_LargeOffset_DoesNotCancel()
    {
        // Deviation 1 on 1e6: a one-pass variance in single precision would be noise.
        MeanSquaredZ baseline = MeanSquaredZ.Fit([1_000_001, 999_999, 1_000_001, 999_999], 1);
        Assert.Equal(4, baseline.Score([1_000_002]));
    }

    [Fact]
    public void Score_Batch_EqualsRowByRow()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit(Train, 2);
        float[] rows = [5, 7, 2, 5, Missing, 7];
        float[] scores = new float[3];
        baseline.Score(rows, scores);
        Assert.Equal([baseline.Score(rows.AsSpan(0, 2)), baseline.Score(rows.AsSpan(2, 2)), baseline.Score(rows.AsSpan(4, 2))], scores);
    }

    [Fact]
    public void BadShapes_AreRefused()
    {
        MeanSquaredZ baseline = MeanSquaredZ.Fit(Train, 2);
        Assert.Throws<ArgumentException>(() => MeanSquaredZ.Fit([], 2));
        Assert.Throws<ArgumentException>(() => MeanSquaredZ.Fit([1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanSquaredZ.Fit([1], 0));
        Assert.Throws<ArgumentException>(() => baseline.Score([1]));
        Assert.Throws<ArgumentException>(() => baseline.Score([1, 2, 3], new float[1]));
        Assert.Throws<ArgumentException>(() => baseline.Score([1, 2], new float[2]));
    }
}
