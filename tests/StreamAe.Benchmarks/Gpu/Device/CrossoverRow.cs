using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>From which batch on the device is faster than one thread of SIMD, every row being of a model of its own.</summary>
internal static class CrossoverRow
{
    public static BenchmarkRow Measure(GpuWork work, string device, GpuScorer scorer, Architecture architecture)
    {
        ModelArena arena = SyntheticModels.Create(architecture, work.CrossoverSizes[^1]);
        var simd = new SimdScorer();
        var onDevice = new TimeSpan[work.CrossoverSizes.Count];
        var onProcessor = new TimeSpan[onDevice.Length];
        for (int s = 0; s < onDevice.Length; s++)
        {
            var batch = new BatchScoring(arena, work.CrossoverSizes[s], rowsPerModel: 1);
            (double gpu, double processor) = Measurement.Paired(() => batch.Score(scorer), () => batch.Score(simd), 1, work.Repetitions);
            (onDevice[s], onProcessor[s]) = (TimeSpan.FromSeconds(1 / gpu), TimeSpan.FromSeconds(1 / processor));
        }

        int least = Crossover.Least(work.CrossoverSizes, onDevice, onProcessor);
        string times = string.Join(
            ", ", work.CrossoverSizes.Select((n, s) => $"{n}: {onDevice[s].TotalMicroseconds:0} and {onProcessor[s].TotalMicroseconds:0} µs"));
        string what = $"rows a batch from which on {device} is faster than simd in one thread; device and simd by rows: {times}";
        return least == int.MaxValue
            ? BenchmarkRow.Missing(GpuRows.Crossover, "rows", 1, $"never, up to {work.CrossoverSizes[^1]}; {what}")
            : BenchmarkRow.Plain(GpuRows.Crossover, "rows", least, 1, what);
    }
}
