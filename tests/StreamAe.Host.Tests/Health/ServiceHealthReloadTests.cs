using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Tests.Health;

public sealed class ServiceHealthReloadTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reload_IsAliveAndStartsUntilTheNextServiceRuns()
    {
        ServiceConfiguration configuration = _folder.Load(ServiceFolder.Valid).Configuration!;
        Directory.CreateDirectory(configuration.Data);
        using IStateStore store = Stores.Open(configuration, [], TimeProvider.System, NullLoggerFactory.Instance);
        var health = new ServiceHealth(configuration, ComputeChoice.Make(ComputeKind.Simd, 0, new PartCatalog([])), TimeProvider.System);
        await using (MonitoringService service = await RunAsync(store))
        {
            health.Open(store, service, []);
            Assert.Equal("ready", (await health.ReadyAsync()).Status);
            health.Reload();
            Assert.Equal(("starting", "live"), ((await health.ReadyAsync()).Status, health.Live().Status));
        }

        await using (MonitoringService next = await RunAsync(store))
        {
            health.Open(store, next, []);
            Assert.Equal("ready", (await health.ReadyAsync()).Status);
        }
    }

    /// <summary>One without monitors, which runs at once.</summary>
    private static async Task<MonitoringService> RunAsync(IStateStore store)
    {
        var service = new MonitoringService(
            store, [], [], [], new RuntimeOptions(), new GroupCommitOptions(), new DeadLetterCounter(), _ => { }, TimeProvider.System, NullLoggerFactory.Instance);
        await service.RunAsync(TestContext.Current.CancellationToken);
        return service;
    }
}
