using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Gpu.Devices;

namespace StreamAe.Numerics.Gpu.Tests.Devices;

public sealed class NativeLibrariesTests
{
    [Theory]
    [InlineData("cuda", "libcuda.so.1")]
    [InlineData("OpenCL", "libOpenCL.so.1")]
    public void NamesOf_ADriver_BeginWithWhatAMachineWithoutDevelopersPackagesHas(string library, string name) =>
        Assert.Equal(name, NativeLibraries.NamesOf(library)[0]);

    [Fact]
    public void NamesOf_AnotherLibrary_AreNone() => Assert.Empty(NativeLibraries.NamesOf("kernel32"));

    [Fact]
    public void List_AnyMachine_NamesEachKindOnceOrSaysWhatIsMissing()
    {
        IReadOnlyList<ComputeDevice> devices = DeviceCatalog.List();

        Assert.All((string[])["Cuda", "OpenCL"], kind => Assert.Contains(devices, d => d.Kind == kind));
        Assert.All(devices.Where(d => d.Obstacle is not null), d => Assert.Null(d.Number));
        Assert.Equal(Enumerable.Range(0, devices.Count(d => d.Obstacle is null)), devices.Where(d => d.Obstacle is null).Select(d => d.Number!.Value));
        if (!NativeLibraries.CanLoad("cuda"))
        {
            Assert.Contains("libcuda.so.1 cannot be loaded", devices.Single(d => d.Kind == "Cuda").Obstacle, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_NoSuchDevice_SaysHowManyThereAre()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => DeviceCatalog.Open(1000));

        Assert.Contains("no device 1000", error.Message, StringComparison.Ordinal);
    }
}
