using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Persistence;

public sealed class StoredMonitorLoaderTests
{
    private static readonly List<SourceRow> Rows = Population.Rows();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Before the cohort's model, at it, between trainings, near the end; once and several times.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(333)]
    [InlineData(405, 500, 777)]
    [InlineData(1, 2, 3, 959)]
    public Task Load_AfterAStopAnywhere_GoesOnAsIfThereWasNone(params int[] stops) => AssertGoesOnAsync(Population.Definition, stops);

    /// <summary>A conditional vae, missing values masked, scored by sampling.</summary>
    [Theory]
    [InlineData(102)]
    [InlineData(333, 405)]
    public Task Load_SampledScores_GoOnAsIfThereWasNoStop(params int[] stops) => AssertGoesOnAsync(Population.Sampled, stops);

    /// <summary>Rates, changes and rolling statistics, and scales of single features.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(102)]
    [InlineData(333, 405, 777)]
    public Task Load_DerivedFeatures_GoOnAsIfThereWasNoStop(params int[] stops) => AssertGoesOnAsync(Population.Derived, stops);

    private static async Task AssertGoesOnAsync(MonitorDefinition definition, int[] stops)
    {
        List<PollRecord> whole = await RunAsync(new MemoryStore(), Rows.Count, definition);
        var store = new MemoryStore();
        var parts = new List<PollRecord>();
        foreach (int stop in (int[])[.. stops, Rows.Count])
        {
            parts.AddRange(await RunAsync(store, stop, definition));
        }

        Assert.Equal(whole.SelectMany(p => p.Verdicts), parts.SelectMany(p => p.Verdicts));
        Assert.Equal(
            whole.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal), parts.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal));
        Assert.Equal(
            whole.SelectMany(p => p.Promotions).Order(StringComparer.Ordinal),
            parts.SelectMany(p => p.Promotions).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Load_NothingStored_BeginsAtTheBeginning()
    {
        await using LocalRuntime runtime = Create(new PlanSet(Population.Definition), new NullCommitter());
        Assert.Empty(StoredMonitorLoader.Load(new MemoryStore(), runtime));
    }

    [Fact]
    public async Task Load_WithAnotherThreshold_KeepsTheModels()
    {
        var store = new MemoryStore();
        await RunAsync(store, 300, Population.Definition);
        MonitorDefinition tuned = Population.Definition with { Threshold = new ThresholdDefinition { Quantile = 0.5 } };
        List<PollRecord> polls = await RunAsync(store, 400, tuned);
        Assert.NotEmpty(polls.SelectMany(p => p.Alerts));
        Assert.All(polls.SelectMany(p => p.Flags), f => Assert.False(f.HasFlag(VerdictFlags.Former)));
    }

    [Fact]
    public async Task Load_OfAnEditedMonitorWhoseFileWasNotKept_SaysWhatToDo()
    {
        var store = new MemoryStore { KeepsDefinitions = false };
        await RunAsync(store, 300, Population.Definition);
        MonitorDefinition changed = Population.Definition with { Training = Population.Definition.Training with { HistoryRows = 200 } };
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(store, 400, changed));
        Assert.Contains("new name, or start with a new data folder", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<PollRecord>> RunAsync(MemoryStore store, int until, MonitorDefinition definition)
    {
        var plans = new PlanSet(definition);
        var polls = new List<PollRecord>();
        await using LocalRuntime runtime = Create(plans, new NullCommitter(needsState: true, poll =>
        {
            store.Commit([poll]);
            polls.Add(PollRecord.Of(poll));
        }));
        IReadOnlyDictionary<string, long> positions = StoredMonitorLoader.Load(store, runtime);
        var source = new MemorySource("s", Rows[..until], plans.Directory) { PollSizes = [17, 64] };
        await source.SeekAsync(positions.GetValueOrDefault("s"), Stop);
        await runtime.RunAsync([source], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        return polls;
    }

    private static LocalRuntime Create(PlanSet plans, ICommitter committer) => new(
        plans,
        new SimdScorer(),
        committer,
        new DeadLetterCounter(),
        new RuntimeOptions { Shards = 3, Training = TrainingMode.Inline, ExplainAll = true });
}
