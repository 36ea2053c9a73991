namespace StreamAe.Numerics.Metrics;

/// <summary>Counts of rows by what was predicted and what was true; no point adjustment. The four counts add up to the rows.</summary>
/// <param name="TruePositives">Anomalous rows predicted anomalous.</param>
/// <param name="FalsePositives">Normal rows predicted anomalous.</param>
/// <param name="FalseNegatives">Anomalous rows predicted normal.</param>
/// <param name="TrueNegatives">Normal rows predicted normal.</param>
public readonly record struct Confusion(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>TP/(TP + FP); null where nothing was predicted anomalous (0/0).</summary>
    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>TP/(TP + FN); null where nothing is anomalous (0/0).</summary>
    public double? Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>
    /// 2·TP/(2·TP + FP + FN); null only where nothing is anomalous and nothing was predicted so (0/0). Where one of precision and
    /// recall is undefined and the other is not, it is 0.
    /// </summary>
    public double? F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Counts the four cases; empty input gives four zeros.</summary>
    /// <param name="predicted">[n] 1 predicted anomalous, 0 normal.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is neither 0 nor 1.</exception>
    public static Confusion At(ReadOnlySpan<byte> predicted, ReadOnlySpan<byte> labels)
    {
        if (predicted.Length != labels.Length)
        {
            throw new ArgumentException(
                $"There are {predicted.Length} predictions and {labels.Length} labels; give one label for each prediction.",
                nameof(labels));
        }

        long predictedPositives = LabelledScores.CountPositives(predicted, nameof(predicted));
        long positives = LabelledScores.CountPositives(labels, nameof(labels));
        long both = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            both += predicted[i] & labels[i];
        }

        return new Confusion(both, predictedPositives - both, positives - both, labels.Length - predictedPositives - positives + both);
    }

    private static double? Ratio(long numerator, long denominator) => denominator == 0 ? null : (double)numerator / denominator;
}
