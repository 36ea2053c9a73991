using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Tests.Support;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>One device for the tests of a class.</summary>
public sealed class SharedDevice : IDisposable
{
    internal GpuDevice Device { get; } = TestDevices.Open();

    public void Dispose() => Device.Dispose();
}
