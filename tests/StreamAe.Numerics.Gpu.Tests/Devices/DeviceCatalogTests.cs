using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Gpu.Devices;

namespace StreamAe.Numerics.Gpu.Tests.Devices;

public sealed class DeviceCatalogTests
{
    [Fact]
    public void List_AccountsForBothKindsAndForNoProcessorThatPlaysADevice()
    {
        IReadOnlyList<ComputeDevice> devices = DeviceCatalog.List();
        Assert.Equal(["Cuda", "OpenCL"], devices.Select(d => d.Kind).Distinct().Order());
        Assert.All(devices, d => Assert.Equal(d.Number is null, d.Obstacle is not null));
        int usable = devices.Count(d => d.Number is not null);
        Assert.Equal(Enumerable.Range(0, usable).Cast<int?>(), devices.Select(d => d.Number).Take(usable));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => DeviceCatalog.Open(usable));
        Assert.Equal($"There is no device {usable}: this machine shows {usable}. See streamae devices.", error.Message);
    }
}
