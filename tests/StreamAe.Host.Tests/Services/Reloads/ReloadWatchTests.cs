using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Tests.Configuration;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Host.Tests.Services.Reloads;

public sealed class ReloadWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ServiceFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly ReloadRequest _request = new();
    private readonly CancellationTokenSource _stop = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Wait_OnACluster_SaysWhenAFileTakesEffect_AndLetsNothingThrough()
    {
        ServiceConfiguration running = _folder.Load(ServiceFolder.Valid).Configuration!;
        Task<ServiceConfiguration?> wait = Watch(running with { Runtime = running.Runtime with { Kind = RuntimeKind.Orleans } }).WaitAsync(_ => null, _stop.Token);
        Task said = _logger.WaitForAsync("in a cluster an edited file takes effect at the next start of each process");
        _request.Ask();
        await said.WaitAsync(Patience, Stop);
        await _stop.CancelAsync();
        Assert.Null(await wait.WaitAsync(Patience, Stop));
    }

    [Fact]
    public async Task Wait_OfAFileThatDoesNotFitTheStream_SaysSo_AndTakesTheNextOneThatDoes()
    {
        ServiceConfiguration running = _folder.Load(ServiceFolder.Valid).Configuration!;
        var plans = new PlanSet(running.Monitors[1].Definition);
        plans.For(new Schema([Channel.Number("flow"), Channel.Number("pressure")]));
        Task<ServiceConfiguration?> wait = Watch(running).WaitAsync(name => name == "b" ? plans : null, _stop.Token);
        Task said = _logger.WaitForAsync("Not reloaded, the service runs on as it was: ");
        _folder.Write("b.yaml", "monitor: b\nsource: two\nfeatures: [flow, level]\n");
        _request.Ask();
        await said.WaitAsync(Patience, Stop);
        _folder.Write("b.yaml", "monitor: b\nsource: two\nfeatures: [flow]\n");
        _request.Ask();
        Assert.Single((await wait.WaitAsync(Patience, Stop))!.Monitors[1].Definition.Features);
    }

    [Fact]
    public async Task Request_AskedSeveralTimes_IsOne()
    {
        _request.Ask();
        _request.Ask();
        await _request.WaitAsync(Stop).WaitAsync(Patience, Stop);
        Task next = _request.WaitAsync(Stop);
        Assert.False(next.IsCompleted);
        _request.Ask();
        await next.WaitAsync(Patience, Stop);
    }

    private ReloadWatch Watch(ServiceConfiguration running) =>
        new(_request, new ConfigurationFile(Path.Combine(_folder.Root, "s.yaml"), new PartCatalog([])), running, _logger);
}
