using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
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
            await RunAsync(store, stop, Kinds[to], parts, scoreBatchRows: 8);
        }

        Assert.Equal(whole.SelectMany(p => p.Verdicts), parts.SelectMany(p => p.Verdicts));
        Assert.Equal(whole.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal), parts.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal));
    }

    /// <summary>An entity that was silent between two edits has another predecessor than the rest.</summary>
    [Fact]
    public async Task Run_EntitiesOfTwoFormerPlans_AreJudgedEachByItsOwn()
    {
        const int EditedAgain = 820;
        const string Silent = "e5";
        List<SourceRow> rows = [.. Rows.Where((r, i) => i is < Edited or >= EditedAgain || r.Entity != Silent)];
        int again = rows.Count - (Rows.Count - EditedAgain);
        var runs = new List<List<PollRecord>>();
        foreach (int pollRows in (int[])[1, 64])
        {
            var store = new MemoryStore();
            await RunAsync(store, Edited, Kinds["plain"], []);
            await RunAsync(store, again, Kinds["sampled"], [], rows: rows, pollSizes: [pollRows], shards: 1);
            Assert.Equal(2, store.Load(Population.Definition.Name)!.Entities.Select(e => EntityMonitor.ReadPlans(e.State).Judging).Distinct().Count());
            var polls = new List<PollRecord>();
            await RunAsync(store, rows.Count, Kinds["series"], polls, rows: rows, pollSizes: [pollRows], shards: 1);
            runs.Add(polls);
        }

        Assert.Equal(runs[0].SelectMany(p => p.Verdicts), runs[1].SelectMany(p => p.Verdicts));
        bool[] silent = [.. runs[1].SelectMany(p => p.Verdicts.Zip(p.Flags))
            .Where(v => v.Second.HasFlag(VerdictFlags.Former | VerdictFlags.Scored))
            .Select(v => v.First.StartsWith(Silent + "|", StringComparison.Ordinal))];
        Assert.Contains(true, silent);
        Assert.Contains(false, silent);
    }

    [Fact]
    public async Task Load_OfAnEditedMonitor_IsFoundToBeEditedOnce()
    {
        var store = new MemoryStore();
        await RunAsync(store, 300, Kinds["plain"], []);
        Assert.False(await WasEditedAsync(store, "plain"));
        Assert.True(await WasEditedAsync(store, "sampled"));
        await RunAsync(store, 310, Kinds["sampled"], []);
        Assert.False(await WasEditedAsync(store, "sampled"));
        Assert.True(await WasEditedAsync(store, "plain"));
    }

    /// <summary>A reconstruction by an old model has the features of the old file: row sinks get none of it.</summary>
    [Fact]
    public async Task Run_RowsThatAnOldModelJudges_AreNotKeptForSinks()
    {
        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds["plain"], []);
        var kept = new List<(VerdictFlags Flags, bool IsScored)>();
        await RunAsync(store, Rows.Count, Kinds["sampled"], [], keepRows: KeptRows.Denoised, observe: poll =>
        {
            Dictionary<long, bool> scored = Enumerable.Range(0, poll.Batch.Count).ToDictionary(poll.Batch.PositionOf, row => poll.Rows!.IsScored(row));
            kept.AddRange(poll.Verdicts.ToArray().Select(v => (v.Flags, scored[v.Position])));
        });
        Assert.Contains(kept, r => r.Flags.HasFlag(VerdictFlags.Former | VerdictFlags.Scored));
        Assert.Contains(kept, r => r.IsScored);
        Assert.All(kept, r => Assert.Equal((r.Flags & (VerdictFlags.Scored | VerdictFlags.Former)) == VerdictFlags.Scored, r.IsScored));
    }

    /// <summary>Another process of a cluster stored it, under a file that this one has not seen.</summary>
    [Fact]
    public async Task LoadAsync_AnEntityOfAPlanThatWasStoredSince_IsOfThatPlan()
    {
        var store = new MemoryStore();
        await RunAsync(store, Edited, Kinds["plain"], []);
        var plans = new PlanSet(Kinds["sampled"]);
        var loader = new EntityLoader(store, plans, TimeProvider.System, NullLogger.Instance);
        EntityMonitor entity = Assert.Single(await loader.LoadAsync(["e1"], Stop))!;
        Assert.True(plans.IsFormer(entity.Plan));
        Assert.NotNull(entity.Champion);
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

    private static async Task<bool> WasEditedAsync(MemoryStore store, string kind)
    {
        await using LocalRuntime runtime = Create(new PlanSet(Kinds[kind]), new NullCommitter(), new RuntimeOptions());
        StoredMonitorLoader.Load(store, runtime);
        return StoredPlans.WasEdited(runtime);
    }

    private static async Task RunAsync(
        MemoryStore store,
        int until,
        MonitorDefinition definition,
        List<PollRecord> polls,
        int scoreBatchRows = 256,
        List<SourceRow>? rows = null,
        IReadOnlyList<int>? pollSizes = null,
        int shards = 2,
        KeptRows keepRows = KeptRows.None,
        Action<Poll>? observe = null)
    {
        var plans = new PlanSet(definition);
        var committer = new NullCommitter(needsState: true, poll =>
        {
            store.Commit([poll]);
            polls.Add(PollRecord.Of(poll));
            observe?.Invoke(poll);
        });
        await using LocalRuntime runtime = Create(
            plans,
            committer,
            new RuntimeOptions { Shards = shards, Training = TrainingMode.Inline, ScoreBatchRows = scoreBatchRows, KeepRows = keepRows });
        IReadOnlyDictionary<string, long> positions = StoredMonitorLoader.Load(store, runtime);
        var source = new MemorySource("s", (rows ?? Rows)[..until], plans.Directory) { PollSizes = pollSizes ?? [17, 64] };
        await source.SeekAsync(positions.GetValueOrDefault("s"), Stop);
        await runtime.RunAsync([source], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
    }

    private static LocalRuntime Create(PlanSet plans, NullCommitter committer, RuntimeOptions options) =>
        new(plans, new SimdScorer(), committer, new DeadLetterCounter(), options);
}
