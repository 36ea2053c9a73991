using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Alone in its process while it runs: it measures what the process consumes.</summary>
[Collection("cost")]
public sealed class CommittingMeasurementTests
{
    private const double Factor = 3;
    private const int PollRows = 1000;
    private const int Events = 200_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committing_OfAMonitor_IsNearWhatAStreamTakes()
    {
        MonitorDefinition definition = TestMonitor.Untrained with { Training = new TrainingDefinition() };
        var nothing = new Measured(0, "none");
        Measured all;
        using (var folder = new DataFolder())
        using (SqliteStateStore store = folder.Open())
        {
            all = await MachineMeasurement.CommittingAsync(store, definition, TestStream.SchemaOf(8), 5000, 5 * PollRows, nothing, seconds: 1, Stop);
            Measured less = await MachineMeasurement.CommittingAsync(store, definition with { Name = "other" }, TestStream.SchemaOf(8), 5000, 5 * PollRows, all with { Seconds = 1 }, 0.01, Stop);
            Assert.Equal(0, less.Seconds);
        }

        double real = await StreamAsync(definition);
        TestContext.Current.TestOutputHelper?.WriteLine($"an event {all.Seconds * 1e9:N0} ns and {real * 1e9:N0}; {all.How}");
        Assert.InRange(all.Seconds, real / Factor, real * Factor);
        Assert.Contains("in commits of 1,000", all.How);
    }

    /// <summary>Processor time of an event of another stream, the second half of it.</summary>
    private static async Task<double> StreamAsync(MonitorDefinition definition)
    {
        using var folder = new DataFolder();
        using SqliteStateStore store = folder.Open();
        store.Claim(TestMonitor.Name, TestStream.SourceName);
        double half = 0;
        long seen = 0;
        var committer = new StoreCommitter(store, observe: poll =>
        {
            seen += poll.Batch.Count;
            half = seen == Events / 2 ? Environment.CpuUsage.TotalTime.TotalSeconds : half;
        });
        await using LocalRuntime runtime = TestMonitor.Start(committer, TestMonitor.Options(pollRows: PollRows, training: TrainingMode.Off), definition);
        string[] keys = [.. Enumerable.Range(0, 5000).Select(i => $"entity-{i}")];
        await using var stream = new TestStream(runtime.Plans.Directory, keys, Events, channels: 8);
        await runtime.RunAsync([stream], Stop);
        return (Environment.CpuUsage.TotalTime.TotalSeconds - half) / (Events / 2);
    }
}
