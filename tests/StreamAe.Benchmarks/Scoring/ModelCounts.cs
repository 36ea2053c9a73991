using System.Globalization;
using StreamAe.Benchmarks.Hardware;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;

namespace StreamAe.Benchmarks.Scoring;

/// <summary>How the rate falls as the models outgrow first the caches, then everything but main memory.</summary>
internal static class ModelCounts
{
    private const int Repetitions = 5;

    // Of the machine's memory, for parameters and rows: the rest is other people's.
    private const double MemoryShare = 0.6;

    private static readonly int[] Counts = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_000_000];

    /// <param name="rows">Rows a pass, or as many as there are models where those are more.</param>
    public static IEnumerable<BenchmarkRow> Run(Architecture architecture, int rows)
    {
        double copy = ProcessorPeak.CopyGigabytes();
        foreach (int models in Counts)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"scoring.models.{models}");
            int count = Math.Max(rows, models);
            // Both precisions at once, each with its rows.
            double needed = (1.5 * models * architecture.SlotBytes) + (6.0 * count * architecture.RowStride * sizeof(float));
            if (needed > MemoryShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            {
                yield return BenchmarkRow.Missing(name, "rows/s", 1, $"needs {needed / 1e9:0.0} GB of memory");
                continue;
            }

            RoutedScoring single = Work(architecture, models, count, WeightStorage.Float32);
            RoutedScoring half = Work(architecture, models, count, WeightStorage.Float16);
            (double rate, double halfRate) = Measurement.Paired(single.Score, half.Score, count, Repetitions);
            yield return BenchmarkRow.Plain(
                name, "rows/s", rate, 1, $"{architecture.SlotBytes * (double)models / 1e6:0.#} MB of parameters, {count} rows, routing included");
            yield return BenchmarkRow.Against(
                $"{name}.bandwidth",
                "GB/s",
                rate * models / count * architecture.SlotBytes / 1e9,
                copy,
                1,
                "parameters read; peer = copying in one core, read and written bytes counted");
            yield return BenchmarkRow.Against($"{name}.float16", "rows/s", halfRate, rate, 1, "weights as halves; peer = single precision");
        }
    }

    private static RoutedScoring Work(Architecture architecture, int models, int rows, WeightStorage storage) =>
        new(SyntheticModels.Create(architecture, models, storage), models, rows);
}
