using Microsoft.Extensions.Logging;
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
    public async Task Run_OnADevice_MakesOneScorerForAllMonitorsAndDisposesOfIt()
    {
        Part[] parts = [new Part("Gpu", "included", typeof(ServiceRunTests).Assembly.GetName().Name!)];
        ServiceFileResult result = _folder.Load(ServiceFolder.Valid + "\ncompute: gpu\ncomputeDevice: 1\nsinks: [{kind: log, path: a.jsonl}]\n", parts);
        Assert.Empty(result.Errors);
        IReadOnlyList<TestScorer> made = TestGpuModule.Watch();
        var logger = new RecordingLogger();
        var run = new ServiceRun(result.Configuration!, new PartCatalog(parts), TextWriter.Null, TimeProvider.System, new RecordingLoggers(logger));
        await run.RunAsync(null, new CancellationToken(canceled: true));
        TestScorer scorer = Assert.Single(made);
        Assert.Equal((1, false, 1), (scorer.Setup.Device, scorer.Setup.MeasuresFirst, scorer.Disposals));
        Assert.Contains((LogLevel.Warning, "Compute: the device coughs"), logger.Entries);
        Assert.Contains((LogLevel.Information, "Compute: the device is measured"), logger.Entries);
        Assert.Contains(logger.Entries, e => e.Message.Contains("2 monitors, compute gpu on device 1 (other, Test, 1.5 GiB), "));
    }

    // Monitor a, of a file that is read once, trains as it goes; b trains in the background.
    [Theory]
    [InlineData("", new[] { 8, 8, -8 })]
    [InlineData("runtime: {training: background}\n", new[] { 8, -8, 8, -8 })]
    public async Task Run_OnADevice_WarmsItUpBeforeAnythingIsRead(string runtime, int[] warmedUp)
    {
        const string Two = "{name: two, kind: simulator, stream: pumps";
        Part[] parts = [new Part("Gpu", "included", typeof(ServiceRunTests).Assembly.GetName().Name!)];
        ServiceFileResult result = _folder.Load(
            ServiceFolder.Valid.Replace(Two, Two + ", events: 50") + $"\ncompute: gpu\n{runtime}sinks: [{{kind: log, path: a.jsonl}}]\n", parts);
        Assert.Empty(result.Errors);
        IReadOnlyList<TestScorer> made = TestGpuModule.Watch();
        var logger = new RecordingLogger();
        var run = new ServiceRun(result.Configuration!, new PartCatalog(parts), TextWriter.Null, TimeProvider.System, new RecordingLoggers(logger));

        await run.RunAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal(warmedUp, Assert.Single(made).WarmedUp);
        string[] said = [.. logger.Entries.Select(e => e.Message)];
        int warm = Array.FindIndex(said, m => m.StartsWith($"Compute: kernels compiled before the first poll: {warmedUp.Sum(f => f > 0 ? 2 : 1)}, in ", StringComparison.Ordinal));
        Assert.InRange(warm, 0, Array.IndexOf(said, "Monitor a has read in/1.csv.") - 1);
    }

    [Fact]
    public async Task Run_WhereAMeasurementDecides_WarmsNothingUp()
    {
        Part[] parts = [new Part("Gpu", "included", typeof(ServiceRunTests).Assembly.GetName().Name!)];
        ServiceFileResult result = _folder.Load(
            "data: state\nmonitors: [a.yaml]\nsources: [{name: one, kind: files, paths: [\"in/*.csv\"]}]\nsinks: [{kind: log, path: a.jsonl}]\n", parts);
        Assert.Empty(result.Errors);
        IReadOnlyList<TestScorer> made = TestGpuModule.Watch();
        await new ServiceRun(result.Configuration!, new PartCatalog(parts), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance)
            .RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Empty(Assert.Single(made).WarmedUp);
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
