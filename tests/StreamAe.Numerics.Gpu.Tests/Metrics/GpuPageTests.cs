using System.Reflection;
using StreamAe.Host.Tests;
using StreamAe.Numerics.Gpu.Metrics;

namespace StreamAe.Numerics.Gpu.Tests.Metrics;

public sealed class GpuPageTests
{
    [Fact]
    public void Page_NamesEveryInstrument()
    {
        string page = File.ReadAllText(Repository.PathTo("docs", "gpu.md"));
        string[] names = [.. typeof(GpuMeter).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];
        Assert.Equal(10, names.Length);
        Assert.All(names, name => Assert.Contains($"`{name}`", page));
    }
}
