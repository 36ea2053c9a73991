namespace StreamAe.Numerics.Metrics;

/// <summary>The guard every metric of scores against labels passes first, so that they refuse the same input in the same words.</summary>
internal static class LabelledScores
{
    /// <summary>Number of anomalous rows.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or a label is neither 0 nor 1.</exception>
    public static int CountPositives(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException(
                $"There are {scores.Length} scores and {labels.Length} labels; give one label for each score.", nameof(labels));
        }

        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                throw new ArgumentException(
                    $"The score of row {i} is NaN; a score needs an order among the others. Leave rows out that could not be scored.",
                    nameof(scores));
            }
        }

        return CountPositives(labels, nameof(labels));
    }

    /// <summary>Number of ones.</summary>
    /// <exception cref="ArgumentException">A value is neither 0 nor 1.</exception>
    public static int CountPositives(ReadOnlySpan<byte> flags, string name)
    {
        int positives = 0;
        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i] > 1)
            {
                throw new ArgumentException($"The value of row {i} in {name} is {flags[i]}; it must be 0 or 1.", name);
            }

            positives += flags[i];
        }

        return positives;
    }
}
