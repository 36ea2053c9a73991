namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>What a device did for scoring.</summary>
/// <param name="Batches">Calls.</param>
/// <param name="Rows">Scored.</param>
/// <param name="Launches">Kernels.</param>
/// <param name="Queued">Time that calls waited for other calls, all together.</param>
internal readonly record struct DeviceCounts(long Batches, long Rows, long Launches, TimeSpan Queued)
{
    /// <param name="launches">In all, not of this call.</param>
    public DeviceCounts Add(int rows, long launches, TimeSpan queued) => new(Batches + 1, Rows + rows, launches, Queued + queued);
}
