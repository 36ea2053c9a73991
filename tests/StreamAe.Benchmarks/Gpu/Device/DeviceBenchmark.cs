using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>Models of 32-16-8-16-32 on one device.</summary>
internal sealed class DeviceBenchmark : IDeviceBenchmark
{
    private static readonly Architecture Shape = new(32, [16], 8);

    public string? FindObstacle() => ((IComputeModule)new GpuModule()).FindObstacle();

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options, GpuWork work) => Run(options, work, () => DeviceCatalog.Open(0));

    /// <param name="open">Opens the device.</param>
    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options, GpuWork work, Func<GpuDevice> open)
    {
        // A device that fails would be replaced by SIMD, whose figures nobody asked for.
        using var link = new DeviceLink(open, TimeProvider.System, message => throw new InvalidOperationException(message));
        using var scorer = new GpuScorer(link, crossover: null);
        GpuDevice device = link.TryGet()!.Device;
        var rows = new List<BenchmarkRow>();
        rows.AddRange(ScoringRows.Measure(options, work, device, scorer, Shape));
        rows.AddRange(ModelRows.Measure(work, link, scorer, Shape));
        rows.Add(CrossoverRow.Measure(work, device.Name, scorer, Shape));
        rows.Add(TrainingRow.Measure(options, work, open, Shape));
        return rows;
    }
}
