using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Health;

public sealed class ServiceHealthTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", "gpu", "test")]
    [InlineData("simd", "simd", null)]
    public void Report_NamesWhatScores(string asked, string compute, string? device)
    {
        Part[] parts = [new Part("Gpu", "included", typeof(ServiceHealthTests).Assembly.GetName().Name!)];
        ServiceConfiguration configuration = _folder.Load($"{ServiceFolder.Valid}\ncompute: {asked}\n", parts).Configuration!;
        ComputeChoice choice = ComputeChoice.Make(configuration.Compute, configuration.ComputeDevice, new PartCatalog(parts));
        HealthReport report = new ServiceHealth(configuration, choice, TimeProvider.System).Live();
        Assert.Equal((compute, device), (report.Compute, report.Device));
    }
}
