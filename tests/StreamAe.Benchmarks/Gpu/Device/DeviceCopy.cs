using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Gpu.Devices;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>What the device's memory can do.</summary>
internal static class DeviceCopy
{
    /// <summary>Of copying from one place of the device's memory to another: bytes read and bytes written, a second.</summary>
    public static double BytesPerSecond(GpuDevice device, int bytes, int repetitions)
    {
        using AcceleratorStream stream = device.Accelerator.CreateStream();
        using MemoryBuffer1D<float, Stride1D.Dense> from = device.Accelerator.Allocate1D<float>(bytes / sizeof(float));
        using MemoryBuffer1D<float, Stride1D.Dense> to = device.Accelerator.Allocate1D<float>(bytes / sizeof(float));
        from.MemSetToZero(stream);
        return Measurement.Rate(
            () =>
            {
                from.View.BaseView.CopyTo(stream, to.View.BaseView);
                stream.Synchronize();
            },
            2.0 * bytes,
            repetitions);
    }
}
