using System.Diagnostics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>One entity has half of the events: it has one grain, which works on one call at a time, and the others must not wait for it.</summary>
public sealed class HotEntityTests(OneSilo silos) : IClassFixture<OneSilo>
{
    private const string Hot = "hot";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MonitorDefinition NoCohort = Population.Definition with { Cohort = new CohortDefinition { Enabled = false } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The hot entity's grain stands still over several polls; everything else in them is judged meanwhile.</summary>
    [Fact]
    public async Task Run_HotEntityThatStandsStill_OthersAreJudged()
    {
        const int Others = 20, PollRows = 80, Polls = 10;
        List<SourceRow> rows = RowsOf(Polls * PollRows, Others);
        using var monitor = new MonitorWithStore(silos, NoCohort);
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", rows, monitor.Plans.Directory) { PollSizes = [PollRows] };
        await reader.ReadAsync(source, PollRows);

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        monitor.BeforeLoad = key => key == Hot ? gate.Task : Task.CompletedTask;
        await monitor.LeaveAndBeGoneAsync(Hot);
        Task rest = reader.Runtime.RunAsync([source], Stop);
        long start = Stopwatch.GetTimestamp();
        long judged = 0;
        while (judged < Polls * PollRows / 2 && Stopwatch.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(5, Stop);
            judged = JudgedOf(monitor, hot: false);
        }

        long judgedOfHot = JudgedOf(monitor, hot: true);
        gate.SetResult();
        Assert.Equal((Polls * PollRows / 2, 0), (judged, judgedOfHot));
        await rest.WaitAsync(Patience, Stop);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(NoCohort, rows));
    }

    private static long JudgedOf(MonitorWithStore monitor, bool hot) => monitor.Entities.Where(e => e.Key == Hot == hot).Sum(e => e.Observations);

    /// <summary>Every other row is the hot entity's. Each entity sees its own waves, a row a second.</summary>
    private static List<SourceRow> RowsOf(int count, int others)
    {
        var rows = new List<SourceRow>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string entity = i % 2 == 0 ? Hot : $"e{i / 2 % others}";
            int number = counts[entity] = counts.GetValueOrDefault(entity) + 1;
            float[] values = Series.Waves(1, Population.Channels, (ulong)i, first: number);
            rows.Add(new SourceRow(entity, EventTime.FromSeconds(number), values, Population.Schema));
        }

        return rows;
    }
}
