using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;
using StreamAe.Host.Tests.Modules;

namespace StreamAe.Host.Tests.Services;

public sealed class ServiceRunTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OnARuntimeOfAPart_GivesItTheMonitorsAndSinks()
    {
        string here = typeof(ServiceRunTests).Assembly.GetName().Name!;
        Part[] parts = [new Part("Orleans", "included", here), new Part("Gpu", "included", here)];
        ServiceFileResult result = _folder.Load(ServiceFolder.Valid + "\nruntime: {kind: orleans}\nsinks: [{kind: log, path: a.jsonl}]\n", parts);
        Assert.Empty(result.Errors);
        var run = new ServiceRun(result.Configuration!, new PartCatalog(parts), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.Null(await run.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal("a,b;log:a.jsonl;scalar", File.ReadAllText(Path.Combine(_folder.Root, "state", TestOrleansModule.ReportFile)));
    }

    [Fact]
    public async Task Run_CancelledBeforeItBegan_EndsInOrder()
    {
        ServiceFileResult result = _folder.Load(ServiceFolder.Valid);
        var run = new ServiceRun(result.Configuration!, new PartCatalog([]), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
        ServiceSummary? summary = await run.RunAsync(null, new CancellationToken(canceled: true));
        Assert.Equal(0, summary!.Events);
    }
}
