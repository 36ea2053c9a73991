namespace StreamAe.Benchmarks.Gpu;

/// <summary>How much is done. Tests do less, on a processor that plays a device.</summary>
/// <param name="Models">Of the scoring rows.</param>
/// <param name="RowsPerModel">A scoring row for each.</param>
/// <param name="ModelCounts">Models with one row each, as many as memory holds.</param>
/// <param name="CrossoverSizes">Batches, in rows, each row of a model of its own.</param>
/// <param name="CopiedBytes">Read, and as many written, to find the device's bandwidth.</param>
/// <param name="TrainedModels">Of the training row.</param>
/// <param name="TrainedRows">Fitted, of each.</param>
/// <param name="TrainedEpochs">Of each.</param>
/// <param name="Repetitions">Of which the median counts.</param>
internal sealed record GpuWork(
    int Models, IReadOnlyList<int> RowsPerModel, IReadOnlyList<int> ModelCounts, IReadOnlyList<int> CrossoverSizes, int CopiedBytes, int TrainedModels, int TrainedRows, int TrainedEpochs, int Repetitions)
{
    public static GpuWork Full { get; } = new(
        65_536, [1, 4, 16], [65_536, 262_144, 1_000_000], [64, 256, 1024, 4096, 16_384], 1 << 29, 16_384, 1024, 10, 9);
}
