using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class RocAucTests
{
    [Fact]
    public void Compute_HandCase_CountsTiesHalf()
    {
        // Positives .8 and .4 against .6, .4, .1: three wins, (0 + ½ + 1) → 4.5 of 6.
        Assert.Equal(4.5 / 6, RocAuc.Compute([0.8f, 0.6f, 0.4f, 0.4f, 0.1f], [1, 0, 1, 0, 0]));
    }

    [Fact]
    public void Compute_AllScoresEqual_IsOneHalf() => Assert.Equal(0.5, RocAuc.Compute([3, 3, 3, 3], [0, 1, 1, 0]));

    [Fact]
    public void Compute_SeparatedAndReversed_IsOneAndZero()
    {
        Assert.Equal(1, RocAuc.Compute([1, 2, float.PositiveInfinity], [0, 1, 1]));
        Assert.Equal(0, RocAuc.Compute([float.NegativeInfinity, 2, 1], [1, 0, 0]));
    }

    [Fact]
    public void Compute_OneClassOrEmpty_IsNull()
    {
        Assert.Null(RocAuc.Compute([], []));
        Assert.Null(RocAuc.Compute([1, 2], [0, 0]));
        Assert.Null(RocAuc.Compute([1, 2], [1, 1]));
    }

    [Fact]
    public void Compute_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => RocAuc.Compute([1, float.NaN], [0, 1]));
        Assert.Throws<ArgumentException>(() => RocAuc.Compute([1, 2], [0, 2]));
        Assert.Throws<ArgumentException>(() => RocAuc.Compute([1, 2], [0]));
    }

    [Fact]
    public void Compute_AnySeries_EqualsCountOverAllPairs() =>
        Prop.ForAll(LabelledSeries.Any, series =>
        {
            double? auc = RocAuc.Compute(series.Scores, series.Labels);
            if (!series.HasBothClasses)
            {
                return auc is null;
            }

            double wins = 0;
            long pairs = 0;
            for (int i = 0; i < series.Scores.Length; i++)
            {
                for (int j = 0; j < series.Scores.Length; j++)
                {
                    if (series.Labels[i] == 1 && series.Labels[j] == 0)
                    {
                        pairs++;
                        wins += series.Scores[i] > series.Scores[j] ? 1 : series.Scores[i] == series.Scores[j] ? 0.5 : 0;
                    }
                }
            }

            return Math.Abs(auc!.Value - (wins / pairs)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compute_ScoresNegated_IsOneMinus() =>
        Prop.ForAll(LabelledSeries.Any, series =>
            !series.HasBothClasses
            || Math.Abs(RocAuc.Compute(series.Scores, series.Labels)!.Value
                + RocAuc.Compute(Array.ConvertAll(series.Scores, s => -s), series.Labels)!.Value - 1) < 1e-12).QuickCheckThrowOnFailure();
}
