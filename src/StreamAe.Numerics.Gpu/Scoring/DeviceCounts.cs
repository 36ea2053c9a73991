namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>What a device did for scoring.</summary>
/// <param name="Batches">Calls.</param>
/// <param name="Rows">Scored.</param>
/// <param name="Launches">Kernels.</param>
/// <param name="Queued">Time that calls waited for other calls, all together.</param>
/// <param name="ModelCopies">Models that were copied to the device.</param>
/// <param name="ModelBytes">Bytes of these.</param>
internal readonly record struct DeviceCounts(long Batches, long Rows, long Launches, TimeSpan Queued, long ModelCopies, long ModelBytes)
{
    public static DeviceCounts operator +(DeviceCounts a, DeviceCounts b) => new(
        a.Batches + b.Batches, a.Rows + b.Rows, a.Launches + b.Launches, a.Queued + b.Queued, a.ModelCopies + b.ModelCopies, a.ModelBytes + b.ModelBytes);

    /// <summary>With a call more.</summary>
    /// <param name="launches">Of this call.</param>
    /// <param name="modelCopies">Of this call.</param>
    /// <param name="slotBytes">Of each of these models.</param>
    public DeviceCounts Add(int rows, long launches, TimeSpan queued, long modelCopies, long slotBytes) =>
        new(Batches + 1, Rows + rows, Launches + launches, Queued + queued, ModelCopies + modelCopies, ModelBytes + (modelCopies * slotBytes));
}
