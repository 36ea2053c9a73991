using ILGPU;
using ILGPU.Runtime;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary>Numbers that go to a device or come from it: page-locked memory of the host and as much on the device. Grows, never shrinks.</summary>
internal sealed class DeviceBuffer<T>(Accelerator accelerator, bool hasHost = true) : IDisposable
    where T : unmanaged
{
    private PageLockedArray1D<T>? _host;
    private MemoryBuffer1D<T, Stride1D.Dense>? _device;

    public Span<T> Host => _host!.Span;

    /// <summary>What was there before is lost where it grows; nothing may be under way then.</summary>
    public void EnsureLength(long length)
    {
        if (_device is not null && _device.Length >= length)
        {
            return;
        }

        Dispose();
        _device = accelerator.Allocate1D<T>(length);
        _host = hasHost ? accelerator.AllocatePageLocked1D<T>(length) : null;
    }

    /// <summary>The first elements on the device.</summary>
    public ArrayView<T> View(long count) => _device!.View.BaseView.SubView(0, count);

    /// <summary>All that is on the device.</summary>
    public ArrayView<T> Whole => _device!.View.BaseView;

    /// <summary>Begins to copy the first elements to the device.</summary>
    public void Send(AcceleratorStream stream, long count) =>
        View(count).CopyFrom(stream, _host!.ArrayView.SubView(0, count));

    /// <summary>Begins to copy the first elements from the device.</summary>
    public void Fetch(AcceleratorStream stream, long count) =>
        View(count).CopyTo(stream, _host!.ArrayView.SubView(0, count));

    public void Dispose()
    {
        _host?.Dispose();
        _device?.Dispose();
        (_host, _device) = (null, null);
    }
}
