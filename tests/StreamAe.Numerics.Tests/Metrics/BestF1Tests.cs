using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class BestF1Tests
{
    [Fact]
    public void Compute_HandCase_FindsThreshold()
    {
        // ≥ 5: F1 = 2/3; ≥ 4: 2·1/4; ≥ 3: 2·2/5 = .8.
        (double f1, float threshold) = BestF1.Compute([5, 4, 3, 2], [1, 0, 1, 0])!.Value;
        Assert.Equal(0.8, f1, 12);
        Assert.Equal(3, threshold);
    }

    [Fact]
    public void Compute_EquallyGoodThresholds_TakesTheHighest()
    {
        // ≥ 4: 2·1/3; ≥ 1: 2·2/6: both 2/3.
        (double f1, float threshold) = BestF1.Compute([4, 3, 2, 1], [1, 0, 0, 1])!.Value;
        Assert.Equal(2.0 / 3, f1, 12);
        Assert.Equal(4, threshold);
    }

    [Fact]
    public void Compute_AllScoresEqual_PredictsEverything()
    {
        (double f1, float threshold) = BestF1.Compute([1, 1, 1], [1, 0, 0])!.Value;
        Assert.Equal(0.5, f1, 12);
        Assert.Equal(1, threshold);
    }

    [Fact]
    public void Compute_OneClassOrEmpty_IsNull()
    {
        Assert.Null(BestF1.Compute([], []));
        Assert.Null(BestF1.Compute([1], [0]));
        Assert.Null(BestF1.Compute([1], [1]));
    }

    [Fact]
    public void Compute_AnySeries_NoThresholdIsBetterAndItsOwnReachesIt() =>
        Prop.ForAll(LabelledSeries.Any, series =>
        {
            if (BestF1.Compute(series.Scores, series.Labels) is not { } best)
            {
                return !series.HasBothClasses;
            }

            double At(float threshold) =>
                Confusion.At(Array.ConvertAll(series.Scores, s => s >= threshold ? (byte)1 : (byte)0), series.Labels).F1!.Value;
            return Math.Abs(At(best.Threshold) - best.F1) < 1e-12 && series.Scores.All(s => At(s) <= best.F1 + 1e-12);
        }).QuickCheckThrowOnFailure();
}
