using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class AveragePrecisionTests
{
    [Fact]
    public void Compute_ScikitLearnsDocumentedCase_IsTheSame()
    {
        // The example in scikit-learn's documentation: y = 0 0 1 1, scores .1 .4 .35 .8 → 0.83…
        Assert.Equal(5.0 / 6, AveragePrecision.Compute([0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1])!.Value, 12);
    }

    [Fact]
    public void Compute_TieOfPositiveAndNegative_IsOneThreshold()
    {
        // Thresholds 2 and 1: recall 2/3 at precision 2/3, then 1 at 3/4.
        double expected = (2.0 / 3 * 2 / 3) + (1.0 / 3 * 3 / 4);
        Assert.Equal(expected, AveragePrecision.Compute([2, 2, 2, 1], [1, 0, 1, 1])!.Value, 12);
        Assert.Equal(expected, AveragePrecision.Compute([2, 2, 2, 1], [0, 1, 1, 1])!.Value, 12);
    }

    [Fact]
    public void Compute_AllScoresEqual_IsTheShareOfAnomalies() =>
        Assert.Equal(0.25, AveragePrecision.Compute([7, 7, 7, 7], [0, 1, 0, 0]));

    [Fact]
    public void Compute_OneClassOrEmpty_IsNull()
    {
        Assert.Null(AveragePrecision.Compute([], []));
        Assert.Null(AveragePrecision.Compute([1, 2], [0, 0]));
        Assert.Null(AveragePrecision.Compute([1, 2], [1, 1]));
    }

    [Fact]
    public void Compute_NaN_IsRefusedWithItsRow()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AveragePrecision.Compute([1, float.NaN], [0, 1]));
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_AnySeries_EqualsSumOverThresholds() =>
        Prop.ForAll(LabelledSeries.Any, series =>
        {
            double? actual = AveragePrecision.Compute(series.Scores, series.Labels);
            return series.HasBothClasses ? Math.Abs(actual!.Value - Naive(series)) < 1e-12 : actual is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compute_MonotoneTransform_ChangesNothing() =>
        Prop.ForAll(LabelledSeries.Any, series =>
            AveragePrecision.Compute(Array.ConvertAll(series.Scores, s => MathF.Exp(s / 10)), series.Labels)
                == AveragePrecision.Compute(series.Scores, series.Labels)).QuickCheckThrowOnFailure();

    [Fact]
    public void Compute_RowsReversed_ChangesNothing() =>
        Prop.ForAll(LabelledSeries.Any, series =>
            AveragePrecision.Compute(series.Scores.Reverse().ToArray(), series.Labels.Reverse().ToArray())
                == AveragePrecision.Compute(series.Scores, series.Labels)).QuickCheckThrowOnFailure();

    private static double Naive(LabelledSeries series)
    {
        double area = 0;
        double previousRecall = 0;
        foreach (float threshold in series.Scores.Distinct().OrderDescending())
        {
            int[] predicted = Enumerable.Range(0, series.Scores.Length).Where(i => series.Scores[i] >= threshold).ToArray();
            double hits = predicted.Count(i => series.Labels[i] == 1);
            double recall = hits / series.Positives;
            area += (recall - previousRecall) * (hits / predicted.Length);
            previousRecall = recall;
        }

        return area;
    }
}
