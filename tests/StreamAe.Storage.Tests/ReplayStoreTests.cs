using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>What stores record for replays, and that it suffices to judge again as it was judged: over every store.</summary>
public abstract class ReplayStoreTests
{
    private const int End = 900;

    private static readonly RuntimeOptions Training = TestMonitor.Options(shards: 2, pollRows: 50);

    private static readonly StoreOptions KeepsScores = new() { ScoreRetention = TimeSpan.FromDays(1) };

    private protected abstract StorePlace NewPlace();

    /// <summary>Beside whoever has the store open.</summary>
    private protected abstract IReplayStore OpenForReplay(StorePlace place);

    [Theory]
    [InlineData(0, 0, 7)]
    [InlineData(0, 0, 300)]
    [InlineData(420, 480, 64)]
    public async Task Replay_WithRecordedModels_GivesTheVerdictsThatWereGiven(int start, int reported, int pollRows)
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        List<RecordedVerdict> given = await RunAsync(store);
        using IReplayStore recorded = OpenForReplay(place);
        Dictionary<string, long> begins = given
            .Where(v => v.Position >= start && (v.Flags & Monitoring.Verdicts.VerdictFlags.Rejected) == 0)
            .GroupBy(v => v.Entity)
            .ToDictionary(v => v.Key, v => v.First().Sequence, StringComparer.Ordinal);
        List<RecordedVerdict> again = await ReplayAsync(recorded, new ModelChoice.Recorded(), start, pollRows, begins);

        Assert.Equal(given.Where(v => v.Position >= reported), again.Where(v => v.Position >= reported));
        Assert.True(given.Where(v => v.Position >= reported).Select(v => v.ModelVersion).Distinct().Count() > 2);
    }

    [Fact]
    public async Task Replay_WithTheNewestModels_HasNoOthers()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        List<RecordedVerdict> given = await RunAsync(store);
        using IReplayStore recorded = OpenForReplay(place);
        List<RecordedVerdict> again = await ReplayAsync(recorded, new ModelChoice.Current(), 0, 50, []);
        var newest = given.GroupBy(v => v.Entity).ToDictionary(v => v.Key, v => v.Last().ModelVersion);
        Assert.All(again.Where(v => v.ModelVersion > 0), v => Assert.Equal(newest[v.Entity], v.ModelVersion));
        Assert.Equal(End, again.Count);
    }

    [Fact]
    public async Task Replay_OfRowsWhoseModelsAreKeptNoLonger_CountsThem()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        List<RecordedVerdict> given = await RunAsync(store);
        string entity = given.Last(v => v.ModelVersion > 1).Entity;
        place.Execute($"""
            DELETE FROM model WHERE version = 1 AND entity = (SELECT id FROM entity WHERE key = '{entity}')
            """);
        using IReplayStore recorded = OpenForReplay(place);
        RecordedModel oldest = recorded.Find(TestMonitor.Name, [entity])[0]!.Models[0];
        Assert.Equal(1, oldest.AfterVersion);
        var rows = new List<RecordedVerdict>();
        ModelReplay models = await ReplayAsync(recorded, new ModelChoice.Recorded(), 0, 50, [], rows);
        int before = given.Count(v => v.Entity == entity && v.Position < oldest.FromPosition);
        Assert.Equal(1, models.EntitiesWithoutModel);
        Assert.Equal(before, models.RowsWithoutModel);
        Assert.Equal(
            given.Where(v => v.Entity == entity && v.Position >= oldest.FromPosition).Select(v => (v.Sequence, v.ModelVersion)),
            rows.Where(v => v.Entity == entity && v.Position >= oldest.FromPosition).Select(v => (v.Sequence, v.ModelVersion)));
    }

    [Fact]
    public async Task Load_OfAMonitor_TellsWhereModelsBegan()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        List<RecordedVerdict> given = await RunAsync(store);
        using IReplayStore recorded = OpenForReplay(place);
        RecordedMonitor monitor = recorded.Load(TestMonitor.Name)!;
        Assert.Equal(End, monitor.Positions[TestStream.SourceName]);
        Assert.Equal(
            given.GroupBy(v => v.Entity).ToDictionary(v => v.Key, v => v.Last().Sequence + 1), monitor.Observations.ToDictionary());
        CohortStart first = monitor.Cohorts[0];
        Assert.Equal(given.First(v => v.ModelVersion > 0).Position, given.First(v => v.Position >= first.FromPosition && v.ModelVersion > 0).Position);
        Assert.Equal(1, recorded.ReadCohortModel(first.Model)!.Version);
        Assert.Null(recorded.ReadCohortModel(long.MaxValue));
        Assert.Null(recorded.ReadModel(long.MaxValue));
        Assert.Null(recorded.Find(TestMonitor.Name, ["nobody"])[0]);
        Assert.Null(recorded.Load("another"));
        foreach (string key in TestMonitor.Keys)
        {
            foreach (RecordedModel model in recorded.Find(TestMonitor.Name, [key])[0]!.Models)
            {
                RecordedVerdict row = given.First(v => v.Entity == key && v.Position >= model.FromPosition && v.Flags != Monitoring.Verdicts.VerdictFlags.Rejected);
                Assert.Equal((model.FromSequence, model.Version), (row.Sequence, row.ModelVersion));
                Assert.Equal(model.Version, recorded.ReadModel(model.Id)!.Version);
                Assert.Equal(ModelOrigin.Own, recorded.ReadModel(model.Id)!.Origin);
            }
        }
    }

    [Fact]
    public async Task ReadAlerts_OfATime_HasTheirIds()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open(KeepsScores);
        var raised = new List<string>();
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => raised.Add(TestAlerts.Raise(poll))), 200, TestMonitor.Options(pollRows: 50));
        using IReplayStore recorded = OpenForReplay(place);

        // One a poll, and the training of the cohort's model, before row 130, ends one as well.
        Assert.Equal(5, raised.Count);
        Assert.Equal(raised[1..4].Order(), recorded.ReadAlerts(TestMonitor.Name, 99, 149).Where(a => raised.Contains(a.Id)).Select(a => a.Id).Order());
        Assert.Empty(recorded.ReadAlerts("another", long.MinValue, long.MaxValue));
        Assert.NotEmpty(recorded.ReadScores(TestMonitor.Name, long.MinValue, long.MaxValue));
    }

    [Fact]
    public async Task Commit_OfACohortsModel_WritesItsStartOnce()
    {
        using StorePlace place = NewPlace();
        using (IStateStore store = place.Open())
        {
            await TestMonitor.RunAsync(new StoreCommitter(store), 500, Training);
        }

        string starts = place.ReadTable("cohort_start"), models = place.ReadTable("cohort_model");
        Assert.NotEmpty(starts);
        using (IStateStore store = place.Open())
        {
            await TestMonitor.RunAsync(new StoreCommitter(store), 560, TestMonitor.Options(training: TrainingMode.Off), store);
        }

        Assert.Equal((starts, models), (place.ReadTable("cohort_start"), place.ReadTable("cohort_model")));
    }

    [Fact]
    public void OpenForReplay_OfAStoreOfAnotherVersion_NamesItAndTheRemedy()
    {
        using StorePlace place = NewPlace();
        place.Open().Dispose();
        place.Execute("UPDATE meta SET value = '99' WHERE key = 'version'");
        Assert.Contains("store version 99", Assert.Throws<InvalidDataException>(() => OpenForReplay(place)).Message);
        place.Execute("UPDATE meta SET value = '1' WHERE key = 'version'");
        Assert.Contains("Start the service once", Assert.Throws<InvalidDataException>(() => OpenForReplay(place)).Message);
    }

    [Fact]
    public void OpenForReplay_WhereNoServiceHasRun_SaysSoAndMakesNothing()
    {
        using StorePlace place = NewPlace();
        Assert.Contains("no service has run", Assert.ThrowsAny<IOException>(() => OpenForReplay(place)).Message);
        Assert.Contains("no service has run", Assert.ThrowsAny<IOException>(() => OpenForReplay(place)).Message);
    }

    /// <summary>Two runs, the second from where the first ended, with trainings at exact rows.</summary>
    private static async Task<List<RecordedVerdict>> RunAsync(IStateStore store)
    {
        var given = new List<RecordedVerdict>();
        var committer = new StoreCommitter(store, 1, poll => given.AddRange(RecordedVerdict.Of(poll)));
        await TestMonitor.RunAsync(committer, 333, Training, store);
        await TestMonitor.RunAsync(committer, End, Training, store);
        return given;
    }

    private static async Task<List<RecordedVerdict>> ReplayAsync(
        IReplayStore store, ModelChoice choice, long start, int pollRows, Dictionary<string, long> begins)
    {
        var rows = new List<RecordedVerdict>();
        await ReplayAsync(store, choice, start, pollRows, begins, rows);
        return rows;
    }

    private static async Task<ModelReplay> ReplayAsync(
        IReplayStore store, ModelChoice choice, long start, int pollRows, Dictionary<string, long> begins, List<RecordedVerdict> rows)
    {
        var plans = new PlanSet(TestMonitor.Definition);
        var models = new ModelReplay(store, plans, store.Load(TestMonitor.Name)!, choice, begins, new Dictionary<string, long>());
        await using var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(needsState: false, poll => rows.AddRange(RecordedVerdict.Of(poll))),
            new Monitoring.Files.DeadLetterCounter(keep: 0),
            TestMonitor.Options(shards: 3, pollRows: pollRows, training: TrainingMode.Off) with { Loader = models, Schedule = models });
        await using var stream = new TestStream(plans.Directory, TestMonitor.Keys, End);
        await stream.SeekAsync(start, CancellationToken.None);
        await runtime.RunAsync([stream], CancellationToken.None);
        return models;
    }
}
