using StreamAe.Monitoring.Features;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Plans;

/// <summary>The reconstruction error of a row without the entries that nobody observed.</summary>
internal static class ObservedError
{
    /// <param name="row">[RowStride] as it was scored.</param>
    /// <param name="encoded">[F] the newest observation's encoded features, NaN where missing; empty where the row alone says what is.</param>
    /// <param name="i">An entry of the row's reconstructed part.</param>
    public static bool IsObserved(MonitorPlan plan, ReadOnlySpan<float> row, ReadOnlySpan<float> encoded, int i) =>
        !Unobserved.Is(row[i]) && !(encoded.Length > 0 && plan.IsOfNewest(i) && float.IsNaN(encoded[i % plan.ReconstructedCount]));

    /// <summary>
    /// The error weights of what was observed, 0 for the rest; returns by how much the votes of those that are present are raised, so that a
    /// row with gaps scores as its like without; 0 where none is.
    /// </summary>
    /// <param name="kept">[D] written.</param>
    public static float Keep(MonitorPlan plan, ReadOnlySpan<float> weights, ReadOnlySpan<float> row, ReadOnlySpan<float> encoded, Span<float> kept)
    {
        float votes = 0, present = 0;
        int features = plan.ReconstructedCount;
        for (int i = 0; i < kept.Length; i++)
        {
            float vote = plan.VoteOf(i % features);
            bool isObserved = IsObserved(plan, row, encoded, i);
            votes += vote;
            present += isObserved ? vote : 0;
            kept[i] = isObserved ? weights[i] : 0;
        }

        return present > 0 ? votes / present : 0;
    }

    /// <summary>[D] which entries nobody observed.</summary>
    public static void MarkMissing(MonitorPlan plan, ReadOnlySpan<float> row, ReadOnlySpan<float> encoded, Span<bool> missing)
    {
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i] = !IsObserved(plan, row, encoded, i);
        }
    }

    /// <summary>The joint distance of a row, what nobody observed counting as usual.</summary>
    /// <param name="hasGaps">Whether some of the row may be unobserved.</param>
    public static float Of(
        MonitorPlan plan, JointDistance joint, ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<float> encoded, bool hasGaps)
    {
        Span<bool> missing = stackalloc bool[hasGaps ? joint.Features : 0];
        MarkMissing(plan, row, encoded, missing);
        return joint.Measure(row, reconstruction, missing);
    }

    /// <summary>
    /// The weighted mean squared residual with unobserved entries left out: what was filled in may not count. The votes of those that are
    /// present are raised to the full number, so that a row with gaps scores as its like without.
    /// </summary>
    /// <param name="weights">[D] the model's error weights.</param>
    public static float Of(
        MonitorPlan plan, ReadOnlySpan<float> weights, ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<float> encoded)
    {
        float sum = 0, votes = 0, present = 0;
        int features = plan.Encoder.ReconstructedCount;
        for (int i = 0; i < plan.Architecture.Features; i++)
        {
            float vote = plan.VoteOf(i % features);
            votes += vote;
            if (!IsObserved(plan, row, encoded, i))
            {
                continue;
            }

            float residual = row[i] - reconstruction[i];
            sum += weights[i] * residual * residual;
            present += vote;
        }

        return present > 0 ? sum / plan.Architecture.Features * (votes / present) : 0;
    }
}
