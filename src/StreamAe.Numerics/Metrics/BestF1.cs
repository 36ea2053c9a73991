namespace StreamAe.Numerics.Metrics;

/// <summary>
/// The highest F1 = 2·TP/(P + predicted) that any threshold "score ≥ threshold" reaches, rows counted one by one, no point
/// adjustment. The threshold is chosen with the labels in sight: an upper bound on what a threshold fitted beforehand can do.
/// </summary>
public static class BestF1
{
    /// <summary>Best F1 and its threshold; among thresholds that are equally good the highest, which alerts least.</summary>
    /// <param name="scores">[n] anomaly scores, higher is more anomalous; ±∞ are allowed.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <returns>F1 in (0, 1] and one of the scores, or null without an anomalous or without a normal row.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or a label is neither 0 nor 1.</exception>
    public static (double F1, float Threshold)? Compute(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        int positives = LabelledScores.CountPositives(scores, labels);
        if (positives == 0 || positives == scores.Length)
        {
            return null;
        }

        ThresholdSweep sweep = new(scores, labels);
        (double F1, float Threshold) best = (-1, float.NaN);
        while (sweep.MoveNext())
        {
            double f1 = 2.0 * sweep.TruePositives / ((double)positives + sweep.Predicted);
            if (f1 > best.F1)
            {
                best = (f1, sweep.Threshold);
            }
        }

        sweep.Dispose();
        return best;
    }
}
