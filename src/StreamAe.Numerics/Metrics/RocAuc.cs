namespace StreamAe.Numerics.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: the probability that an anomalous row scores higher than a normal one, a tie
/// counting one half (Mann and Whitney 1947; Fawcett 2006, "An introduction to ROC analysis"). It flatters where anomalies are
/// rare: report <see cref="AveragePrecision"/> and <see cref="VusPr"/> beside it.
/// </summary>
public static class RocAuc
{
    /// <summary>
    /// (1/(P·N))·Σ over distinct scores of positives × (normal rows below + ½ normal rows at the score); whole numbers are summed, so
    /// the only rounding is one division.
    /// </summary>
    /// <param name="scores">[n] anomaly scores, higher is more anomalous; ±∞ are allowed.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <returns>A value in [0, 1], or null without an anomalous or without a normal row.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or a label is neither 0 nor 1.</exception>
    public static double? Compute(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        long positives = LabelledScores.CountPositives(scores, labels);
        long negatives = scores.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        ThresholdSweep sweep = new(scores, labels);
        long twiceWins = 0;
        long seenPositives = 0;
        long seenNegatives = 0;
        while (sweep.MoveNext())
        {
            long here = sweep.TruePositives - seenPositives;
            long negativesSoFar = sweep.Predicted - sweep.TruePositives;
            long tied = negativesSoFar - seenNegatives;
            twiceWins += here * ((2 * (negatives - negativesSoFar)) + tied);
            seenPositives = sweep.TruePositives;
            seenNegatives = negativesSoFar;
        }

        sweep.Dispose();
        return twiceWins / (2.0 * positives * negatives);
    }
}
