using System.Diagnostics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>Ever more models, a row each, until a memory is full.</summary>
internal static class ModelRows
{
    // Of the processor's memory.
    private const double MemoryShare = 0.6;

    public static IEnumerable<BenchmarkRow> Measure(GpuWork work, DeviceLink link, GpuScorer scorer, Architecture architecture)
    {
        int most = 0;
        foreach (int models in work.ModelCounts)
        {
            double needed = ((double)models * architecture.SlotBytes) + (4.0 * models * architecture.RowStride * sizeof(float));
            if (needed > MemoryShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            {
                yield return BenchmarkRow.Missing(GpuRows.OfModels(models), GpuRows.RowsPerSecond, 1, $"needs {needed / 1e9:0.0} GB of the processor's memory");
                continue;
            }

            (double rate, double seconds, bool isResident) = Measure(work, link, scorer, SyntheticModels.Create(architecture, models), models);
            double bytes = (double)models * architecture.SlotBytes;
            most = isResident ? models : most;
            yield return BenchmarkRow.Plain(
                GpuRows.OfModels(models),
                GpuRows.RowsPerSecond,
                rate,
                1,
                isResident
                    ? $"one row each, rows there and results back; {bytes / 1e9:0.0} GB of models, brought in {seconds:0.0} s ({bytes / seconds / 1e9:0.0} GB/s)"
                    : $"one row each; the device does not hold all {bytes / 1e9:0.0} GB of models, they come and go");
        }

        yield return BenchmarkRow.Plain(GpuRows.Models, "models", most, 1, "the most of those above that the device held at once");
    }

    private static (double Rate, double FirstSeconds, bool IsResident) Measure(GpuWork work, DeviceLink link, GpuScorer scorer, ModelArena arena, int models)
    {
        var batch = new BatchScoring(arena, models, rowsPerModel: 1);
        long start = Stopwatch.GetTimestamp();
        batch.Score(scorer);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long before = link.Counts.ModelCopies;
        double rate = Measurement.Rate(() => batch.Score(scorer), models, work.Repetitions, warmUps: 1);
        return (rate, seconds, link.Counts.ModelCopies == before);
    }
}
