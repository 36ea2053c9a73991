using System.Buffers;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <summary>Which features made a score, and what was expected of them.</summary>
internal static class Explanation
{
    /// <summary>Features with less than this share (they would read 0 %) explain nothing and are not told to people, but for the first.</summary>
    private const float MinShare = 0.005f;

    /// <summary>The monitor's features with the largest shares of the weighted squared residuals, over all rows of the window.</summary>
    /// <param name="drift">Where the entity's residuals lie of late, [2·D]; empty where drift is not followed.</param>
    public static TopFeatures Rank(MonitorPlan plan, in PreparedRow prepared, in ScoredRow scored, Span<float> drift)
    {
        int sources = plan.Encoder.SourceCount;
        float[] rented = ArrayPool<float>.Shared.Rent(sources);
        Span<float> shares = rented.AsSpan(0, sources);
        float total = AddParts(plan, prepared, scored, drift, shares);
        var top = default(TopFeatures);
        for (int place = 0; place < TopFeatures.Capacity; place++)
        {
            int best = -1;
            for (int source = 0; source < sources; source++)
            {
                if (shares[source] > 0 && (best < 0 || shares[source] > shares[best]))
                {
                    best = source;
                }
            }

            top[place] = new TopFeatures.Contribution(best, best < 0 ? 0 : shares[best] / total);
            if (best >= 0)
            {
                shares[best] = 0;
            }
        }

        ArrayPool<float>.Shared.Return(rented);
        return top;
    }

    /// <summary>What each of the monitor's features has of the weighted squared residuals, over all rows of the window.</summary>
    /// <param name="drift">See <see cref="Rank"/>.</param>
    /// <param name="parts">[sources] written.</param>
    /// <returns>Their sum.</returns>
    public static float AddParts(MonitorPlan plan, in PreparedRow prepared, in ScoredRow scored, Span<float> drift, Span<float> parts)
    {
        ReadOnlySpan<float> weights = ErrorWeights(plan, prepared);
        int features = plan.Encoder.ReconstructedCount;
        parts.Clear();
        float total = 0;

        // What is smaller than expected makes no tail.
        bool upwardOnly = plan.Memory.Tails is not null;
        JointDistance? joint = prepared.Model!.Joint;
        Span<float> ofInputs = stackalloc float[joint?.Features ?? 0];
        if (joint is not null)
        {
            Span<bool> missing = stackalloc bool[joint.Features];
            ObservedError.MarkMissing(plan, scored.Row, scored.Encoded, missing);
            joint.Attribute(scored.Row, scored.Reconstruction, missing, ofInputs);
        }

        for (int i = 0; i < plan.Architecture.Features; i++)
        {
            if (joint is not null)
            {
                parts[plan.SourceOf(i % features)] += ofInputs[i];
                total += ofInputs[i];
                continue;
            }

            if (!ObservedError.IsObserved(plan, scored.Row, scored.Encoded, i))
            {
                continue;
            }

            float residual = scored.Row[i] - scored.Reconstruction[i];
            if (upwardOnly && residual < 0)
            {
                continue;
            }

            float part = drift.IsEmpty
                ? weights[i] * residual * residual
                : DriftingResiduals.PartOf(weights[i], residual, drift[i], drift[plan.Architecture.Features + i]);
            parts[plan.SourceOf(i % features)] += part;
            total += part;
        }

        return total;
    }

    /// <summary>The ranked features in words: what was observed, what the model expected.</summary>
    public static IReadOnlyList<FeatureContribution> Describe(
        MonitorPlan plan, in PreparedRow prepared, in ScoredRow scored, in TopFeatures top, Span<float> drift)
    {
        float[] expected = new float[plan.Encoder.Count];
        int features = plan.Encoder.ReconstructedCount;
        float[] scaled = scored.Reconstruction[..features].ToArray();
        ReadOnlySpan<float> weights = ErrorWeights(plan, prepared);
        for (int i = 0; i < features && !drift.IsEmpty; i++)
        {
            // A centre counts in standard deviations of the residual.
            scaled[i] += weights[i] > 0 ? drift[i] / MathF.Sqrt(weights[i]) : 0;
        }

        prepared.Model!.Model.Scaler.Unscale(scaled, expected);
        float[] actual = scored.Encoded[..plan.Encoder.Count].ToArray();
        if (plan.Memory.Removal is SeasonRemoval season)
        {
            season.Add(scored.Encoded, expected);
            season.Add(scored.Encoded, actual);
        }

        var contributions = new List<FeatureContribution>(TopFeatures.Capacity);
        foreach (TopFeatures.Contribution contribution in top)
        {
            if (contribution.Source >= 0 && (contributions.Count == 0 || contribution.Share >= MinShare))
            {
                contributions.Add(new FeatureContribution(
                    plan.Encoder.NameOf(contribution.Source),
                    contribution.Share,
                    plan.Encoder.Describe(contribution.Source, actual),
                    plan.Encoder.Describe(contribution.Source, expected)));
            }
        }

        return contributions;
    }

    /// <summary>See <see cref="ObservedError"/>.</summary>
    public static float ErrorOfPresent(MonitorPlan plan, in PreparedRow prepared, in ScoredRow scored) =>
        ObservedError.Of(plan, ErrorWeights(plan, prepared), scored.Row, scored.Reconstruction, scored.Encoded);

    public static ReadOnlySpan<float> ErrorWeights(MonitorPlan plan, in PreparedRow prepared)
    {
        ModelArena arena = plan.Arena;
        return arena.Parameters(prepared.Model!.Slot).Slice(plan.Architecture.ErrorWeightOffset, plan.Architecture.Features);
    }
}
