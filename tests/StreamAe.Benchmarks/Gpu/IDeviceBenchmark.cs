namespace StreamAe.Benchmarks.Gpu;

/// <summary>What measures devices, where the build has them.</summary>
internal interface IDeviceBenchmark
{
    /// <summary>Why nothing can be measured on this machine; null where it can.</summary>
    string? FindObstacle();

    /// <summary>On the first device.</summary>
    /// <exception cref="InvalidOperationException">The device fails, or gives other results than the processor.</exception>
    IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options, GpuWork work);
}
