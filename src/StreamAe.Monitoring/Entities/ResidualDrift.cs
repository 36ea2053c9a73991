using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Where the residuals of one entity lie of late: [centres D][spreads D], as <see cref="DriftingResiduals"/> moves them. It belongs to the model
/// whose residuals they are.
/// </summary>
internal readonly ref struct ResidualDrift(Span<float> slot, int features)
{
    public Span<float> Centres { get; } = slot[..features];

    public Span<float> Spreads { get; } = slot.Slice(features, features);

    /// <summary>Floats of the state of models with so many features.</summary>
    public static int FloatsOf(int features) => 2 * features;

    /// <summary>As a training left it, or as it is before any row.</summary>
    public void Reset(EntityModel model)
    {
        if (model.Drift.Length == Centres.Length + Spreads.Length)
        {
            model.Drift.AsSpan(0, Centres.Length).CopyTo(Centres);
            model.Drift.AsSpan(Centres.Length).CopyTo(Spreads);
        }
        else
        {
            Clear();
        }
    }

    public void Clear()
    {
        Centres.Clear();
        Spreads.Fill(1);
    }

    /// <summary>The row's error where it lies of late; moves the state. What nobody observed neither counts nor moves it.</summary>
    /// <param name="weights">[D] the model's error weights.</param>
    /// <param name="row">[RowStride] as it was scored.</param>
    /// <param name="encoded">See <see cref="ObservedError.IsObserved"/>.</param>
    /// <param name="hasGaps">Whether some of the row may be unobserved.</param>
    public float Score(
        MonitorPlan plan, ReadOnlySpan<float> weights, ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<float> encoded, bool hasGaps)
    {
        if (!hasGaps)
        {
            return DriftingResiduals.Score(weights, row, reconstruction, Centres, Spreads);
        }

        float[] observed = System.Buffers.ArrayPool<float>.Shared.Rent(weights.Length);
        Span<float> kept = observed.AsSpan(0, weights.Length);
        float raise = ObservedError.Keep(plan, weights, row, encoded, kept);
        float error = DriftingResiduals.Score(kept, row, reconstruction, Centres, Spreads) * raise;
        System.Buffers.ArrayPool<float>.Shared.Return(observed);
        return error;
    }
}
