using ILGPU.Runtime;

namespace StreamAe.Numerics.Gpu.Tests.Support;

/// <summary>As a driver's library reports a device that is gone.</summary>
internal sealed class LostDeviceException() : AcceleratorException("the device is lost")
{
    public override AcceleratorType AcceleratorType => AcceleratorType.CPU;
}
