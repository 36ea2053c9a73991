using System.Globalization;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Persistence;

/// <summary>One kind of monitor becomes another under the same name: whatever entities remember, nothing of it is taken for something else.</summary>
public sealed class EditedMonitorTests
{
    private const int Edited = 450;

    private static readonly List<SourceRow> Rows = Population.Rows();

    private static readonly Dictionary<string, MonitorDefinition> Kinds = new()
    {
        ["plain"] = Population.Definition,
        ["sampled"] = Population.Sampled,
        ["held"] = Population.Held,
        ["series"] = Population.OfSeries with
        {
            Name = Population.Definition.Name,
            Training = Population.OfSeries.Training with { Holdout = 0.25 },
        },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (string from in Kinds.Keys)
        {
            foreach (string to in Kinds.Keys.Where(k => k != from))
            {
                pairs.Add(from, to);
            }
        }

        return pairs;
    }

    /// <summary>What this suite is about is kept as files.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("sampled")]
    [InlineData("held")]
    [InlineData("series")]
    public void Parse_OfWhatIsKept_IsTheMonitor(string kind)
    {
        MonitorFileResult read = MonitorFile.Parse(new StringReader(MonitorFile.ToYaml(Kinds[kind])), kind);
        Assert.Empty(read.Errors);
        Assert.Equal(Kinds[kind], read.Definition);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Restored_WhileAnEditIsUnderWay_IsTheSame(string from, string to)
    {
        var wholeStore = new MemoryStore();
        await RunAsync(wholeStore, Edited, Kinds[from], []);
        var whole = new List<PollRecord>();
        await RunAsync(wholeStore, Rows.Count, Kinds[to], whole);
        VerdictFlags[] flags = [.. whole.SelectMany(p => p.Flags)];
        Assert.Contains(flags, f => f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));
        Assert.Contains(flags[^100..], f => !f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));

        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds[from], []);
        var parts = new List<PollRecord>();
        foreach (int stop in (int[])[460, 530, 600, 700, Rows.Count])
        {
            await RunAsync(store, stop, Kinds[to], parts);
        }

        Assert.Equal(whole.SelectMany(p => p.Verdicts), parts.SelectMany(p => p.Verdicts));
        Assert.Equal(whole.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal), parts.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_WhatTheOldModelFindsAnomalous_IsNotLearned()
    {
        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds["plain"], []);
        var polls = new List<PollRecord>();
        await RunAsync(store, 560, Kinds["sampled"], polls);
        var plans = new PlanSet(Kinds["sampled"]);
        StoredPlans.Learn(plans, store.Load(Population.Definition.Name)!);
        var histories = store.Load(Population.Definition.Name)!.Entities.ToDictionary(e => e.Key, e => StoredMonitorLoader.Restore(plans, e).History);
        var former = polls.SelectMany(p => p.Verdicts.Zip(p.Flags))
            .Where(v => v.Second.HasFlag(VerdictFlags.Former | VerdictFlags.Scored) && !v.Second.HasFlag(VerdictFlags.Shifted))
            .Select(v => (Row: v.First.Split('|'), Flags: v.Second))
            .ToArray();
        Assert.Contains(former, v => v.Flags.HasFlag(VerdictFlags.Anomalous));
        Assert.Contains(former, v => !v.Flags.HasFlag(VerdictFlags.Anomalous));
        Assert.All(former, v => Assert.Equal(
            v.Flags.HasFlag(VerdictFlags.Anomalous), histories[v.Row[0]].IsExcluded(long.Parse(v.Row[2], CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Restore_OfWhatWasBeforeAnEditThatIsCutOff_IsRefused()
    {
        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds["plain"], []);
        await RunAsync(store, 460, Kinds["sampled"], []);
        StoredEntity entity = store.Load(Population.Definition.Name)!.Entities.First(e => e.Pages.Count > 2);
        var plans = new PlanSet(Kinds["sampled"]);
        StoredPlans.Learn(plans, store.Load(Population.Definition.Name)!);
        StoredMonitorLoader.Restore(plans, entity).Leave();
        int own = plans.For(Population.Schema).StateBytes;
        Assert.True(entity.State.Length > own);
        for (int length = own + 1; length < entity.State.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => StoredMonitorLoader.Restore(plans, entity with { State = entity.State[..length] }));
        }

        Assert.Throws<InvalidDataException>(() => StoredMonitorLoader.Restore(plans, entity with { State = [.. entity.State, 0] }));
    }

    [Fact]
    public async Task Restore_OfAnEntityOfAPlanNobodyKnows_SaysWhatToDo()
    {
        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds["plain"], []);
        StoredEntity entity = store.Load(Population.Definition.Name)!.Entities.First();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => StoredMonitorLoader.Restore(new PlanSet(Kinds["series"]), entity));
        Assert.Contains("Give the changed monitor a new name", error.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(MemoryStore store, int until, MonitorDefinition definition, List<PollRecord> polls)
    {
        var plans = new PlanSet(definition);
        var committer = new NullCommitter(needsState: true, poll =>
        {
            store.Commit([poll]);
            polls.Add(PollRecord.Of(poll));
        });
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(), new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline });
        IReadOnlyDictionary<string, long> positions = StoredMonitorLoader.Load(store, runtime);
        var source = new MemorySource("s", Rows[..until], plans.Directory) { PollSizes = [17, 64] };
        await source.SeekAsync(positions.GetValueOrDefault("s"), Stop);
        await runtime.RunAsync([source], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
    }
}
