namespace StreamAe.Numerics.Metrics;

/// <summary>
/// Area under the precision-recall curve by steps: AP = Σₖ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores in descending order, where Rₖ and
/// Pₖ are recall and precision of "score ≥ threshold k". No interpolation: straight lines between points of this curve are
/// optimistic (Davis and Goadrich 2006). The same definition as scikit-learn's <c>average_precision_score</c>. A score that
/// says nothing has the share of anomalous rows as its expectation. Rows count one by one: there is no point adjustment.
/// </summary>
public static class AveragePrecision
{
    /// <summary>Average precision, summed in double precision.</summary>
    /// <param name="scores">[n] anomaly scores, higher is more anomalous; ±∞ are allowed.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <returns>A value in (0, 1], or null without an anomalous row (undefined) or without a normal one (1 for any score).</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or a label is neither 0 nor 1.</exception>
    public static double? Compute(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        int positives = LabelledScores.CountPositives(scores, labels);
        if (positives == 0 || positives == scores.Length)
        {
            return null;
        }

        ThresholdSweep sweep = new(scores, labels);
        double sum = 0;
        int seen = 0;
        while (sweep.MoveNext())
        {
            sum += (double)(sweep.TruePositives - seen) * sweep.TruePositives / sweep.Predicted;
            seen = sweep.TruePositives;
        }

        sweep.Dispose();
        return sum / positives;
    }
}
