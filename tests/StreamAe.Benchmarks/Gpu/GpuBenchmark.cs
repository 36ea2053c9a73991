namespace StreamAe.Benchmarks.Gpu;

/// <summary>
/// Scoring on a device, with the copies there and back and without, beside the same work as stacked products in PyTorch on that device. What
/// measures is compiled where the build has the part, and found here by its interface.
/// </summary>
internal static class GpuBenchmark
{
    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        Type? type = Array.Find(typeof(GpuBenchmark).Assembly.GetTypes(), t => t.IsClass && t.IsAssignableTo(typeof(IDeviceBenchmark)));
        if (type is null)
        {
            return GpuRows.Missing("this build has no part Gpu: ILGPU was not served, or WithGpu=false");
        }

        var benchmark = (IDeviceBenchmark)Activator.CreateInstance(type)!;
        return benchmark.FindObstacle() is string obstacle ? GpuRows.Missing($"no device: {obstacle}") : benchmark.Run(options, GpuWork.Full);
    }
}
