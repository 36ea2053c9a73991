using System.Diagnostics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>One entity has half of the events: it has one grain, which works on one call at a time, and the others must not wait for it.</summary>
public sealed class HotEntityTests(OneSilo silos) : IClassFixture<OneSilo>
{
    private const string Hot = "hot";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly MonitorDefinition NoCohort = Population.Definition with { Cohort = new CohortDefinition { Enabled = false } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The hot entity's grain stands still over several polls; everything else in them is judged meanwhile.</summary>
    [Fact]
    public async Task Run_HotEntityThatStandsStill_OthersAreJudged()
    {
        const int Others = 20, PollRows = 80, Polls = 10;
        List<SourceRow> rows = [.. Enumerable.Range(0, Polls).SelectMany(poll => RowsOf(poll * PollRows, PollRows, hotShare: 2, Others))];
        using var monitor = new MonitorWithStore(silos, NoCohort);
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", rows, monitor.Plans.Directory) { PollSizes = [PollRows] };
        await reader.ReadAsync(source, PollRows);

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        monitor.BeforeLoad = key => key == Hot ? gate.Task : Task.CompletedTask;
        await monitor.LeaveAndBeGoneAsync(Hot);
        Task rest = reader.Runtime.RunAsync([source], Stop);
        long start = Stopwatch.GetTimestamp();
        while (JudgedOf(monitor, hot: false) < Polls * PollRows / 2)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience,
                $"{JudgedOf(monitor, hot: false)} of {Polls * PollRows / 2} rows of the others are judged while the hot entity stands still.");
            await Task.Delay(5, Stop);
        }

        Assert.Equal(0, JudgedOf(monitor, hot: true));
        gate.SetResult();
        await rest.WaitAsync(Patience, Stop);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(NoCohort, rows));
    }

    /// <summary>
    /// Polls with a hot entity and polls without one, in turn, so that whatever else the machine does falls on both: the former take no longer,
    /// though half of their rows must be judged one after the other.
    /// </summary>
    [Fact]
    public async Task Run_HotEntity_DelaysNoPoll()
    {
        const int Others = 200, PollRows = 400, Polls = 200;
        List<SourceRow> rows = [.. Enumerable.Range(0, Polls).SelectMany(poll => RowsOf(poll * PollRows, PollRows, hotShare: poll % 2 == 0 ? 2 : 0, Others))];
        using var monitor = new MonitorWithStore(silos, Population.Definition, new RuntimeOptions());
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", rows, monitor.Plans.Directory) { PollSizes = [PollRows] };
        List<double>[] takenMs = [[], []];
        for (int poll = 0; poll < Polls; poll++)
        {
            long start = Stopwatch.GetTimestamp();
            await reader.ReadAsync(source, PollRows);
            takenMs[poll % 2].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        double hot = MedianOf(takenMs[0]), even = MedianOf(takenMs[1]);
        TestContext.Current.TestOutputHelper?.WriteLine($"a poll of {PollRows} rows, read to durable: {hot:0.0} ms with a hot entity, {even:0.0} ms without (medians of {Polls / 2})");
        Assert.InRange(hot, 0, 1.5 * even);
    }

    private static long JudgedOf(MonitorWithStore monitor, bool hot) => monitor.Entities.Where(e => e.Key == Hot == hot).Sum(e => e.Observations);

    private static double MedianOf(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <param name="first">The first row's number in the stream.</param>
    /// <param name="hotShare">Every so manieth row is the hot entity's; 0 for none.</param>
    private static IEnumerable<SourceRow> RowsOf(int first, int count, int hotShare, int others)
    {
        float[] waves = Series.Waves(count, Population.Channels, (ulong)first);
        for (int i = 0; i < count; i++)
        {
            string entity = hotShare > 0 && i % hotShare == 0 ? Hot : $"e{i / Math.Max(1, hotShare) % others}";
            yield return new SourceRow(
                entity, EventTime.FromSeconds(first + i), waves[(i * Population.Channels)..((i + 1) * Population.Channels)], Population.Schema);
        }
    }
}
