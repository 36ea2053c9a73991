using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Services;

public sealed class ServiceRunTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OnARuntimeOfAPart_MakesItsRuntimesAndStartsIt()
    {
        string here = typeof(ServiceRunTests).Assembly.GetName().Name!;
        Part[] parts = [new Part("Orleans", "included", here), new Part("Gpu", "included", here)];
        ServiceFileResult result = _folder.Load(ServiceFolder.Valid + "\nruntime: {kind: orleans}\nsinks: [{kind: log, path: a.jsonl}]\n", parts);
        Assert.Empty(result.Errors);
        var run = new ServiceRun(result.Configuration!, new PartCatalog(parts), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => run.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal("streamae at 127.0.0.1:0, alone: a b on scalar", error.Message);
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
