using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Gpu.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>One device for the tests of a class: its kernels are compiled once.</summary>
public sealed class SharedTrainer : IDisposable
{
    internal GpuBatchTrainer Trainer { get; } = TestDevices.Trainer();

    public void Dispose() => Trainer.Dispose();
}
