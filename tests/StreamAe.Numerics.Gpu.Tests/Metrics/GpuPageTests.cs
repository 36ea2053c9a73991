using StreamAe.Host.Tests;
using Names = StreamAe.Monitoring.Telemetry.Metrics;

namespace StreamAe.Numerics.Gpu.Tests.Metrics;

public sealed class GpuPageTests
{
    [Fact]
    public void Page_NamesEveryInstrument()
    {
        string page = File.ReadAllText(Repository.PathTo("docs", "gpu.md"));
        string[] names = [.. Names.All.Select(m => m.Name).Where(name => name.StartsWith("streamae.gpu.", StringComparison.Ordinal))];
        Assert.Equal(9, names.Length);
        Assert.All(names.Append(Names.GpuScope), name => Assert.Contains($"`{name}`", page));
    }
}
