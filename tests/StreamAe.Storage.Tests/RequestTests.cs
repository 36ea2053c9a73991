using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage.Tests.Support;
using static StreamAe.Storage.Tests.Support.OperatedMonitor;

namespace StreamAe.Storage.Tests;

/// <summary>Operators' requests from their appending to their outcome, the record of trainings, and versions: over every store.</summary>
public abstract class RequestTests
{
    private protected abstract StorePlace NewPlace();

    /// <summary>Beside whoever has the store open.</summary>
    private protected abstract IOperatorStore OpenForOperator(StorePlace place, TimeProvider? time = null);

    private protected abstract IReplayStore OpenForReplay(StorePlace place);

    [Fact]
    public void Append_Requests_AreReadInOrderWithEveryField()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        using IOperatorStore inbox = OpenForOperator(place);
        OperatorRequest first = Request("nul\0\ud800", OperatorRequestKind.Rollback, new VersionBody(3).Write()) with { Author = "Zoë \"🚰\"", Reason = "it's \0 noisy" };
        OperatorRequest second = Request(entity: null, OperatorRequestKind.Retrain);
        first = first with { Sequence = inbox.Append(first) };
        second = second with { Sequence = ((IRequestStore)store).Append(second) };
        inbox.Append(second with { Monitor = "another" });
        Assert.True(second.Sequence > first.Sequence);
        foreach (IRequestStore reader in (IRequestStore[])[inbox, (IRequestStore)store])
        {
            Assert.Equal([first, second], reader.ReadPending(TestMonitor.Name, 10));
            Assert.Equal([first], reader.ReadPending(TestMonitor.Name, 1));
            Assert.Equal([second, first], reader.ReadRequests(TestMonitor.Name, 10).Select(r => r.Request));
            Assert.All(reader.ReadRequests(TestMonitor.Name, 10), r => Assert.True(r.IsPending));
            Assert.Empty(reader.ReadPending("nobody", 10));
        }

        // A request alone is no state.
        Assert.Null(store.Load(TestMonitor.Name));
    }

    [Fact]
    public async Task FindAlerts_OfAStore_AreTheNewestFirstAndWhole()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        using IOperatorStore reader = OpenForOperator(place);
        Assert.Empty(reader.FindAlerts(TestMonitor.Name, null, 10));
        var ids = new List<string>();
        await RunAsync(store, 200, poll => ids.Add(TestAlerts.Raise(poll)), definition: TestMonitor.Untrained);
        ids.Reverse();
        Assert.True(ids.Count > 2);
        Assert.Equal(ids, reader.FindAlerts(TestMonitor.Name, null, 10).Select(a => a.Id));
        Assert.Equal(ids[..1], reader.FindAlerts(TestMonitor.Name, null, 1).Select(a => a.Id));
        Alert first = reader.FindAlerts(TestMonitor.Name, null, 10)[^1];
        Assert.Equal(
            reader.FindAlerts(TestMonitor.Name, null, 10).Where(a => a.Entity == first.Entity).Select(a => a.Id),
            reader.FindAlerts(TestMonitor.Name, first.Entity, 10).Select(a => a.Id));
        Assert.Equal((AlertSeverity.Major, 5.5f), (first.Severity, first.Surprise));
        Assert.Empty(reader.FindAlerts(TestMonitor.Name, "nobody", 10));
        Assert.Empty(reader.FindAlerts("nobody", null, 10));
    }

    [Fact]
    public void Append_OfWhatIsNoRequest_IsRefused()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        using IOperatorStore inbox = OpenForOperator(place);
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Retrain) with { Author = " " }));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Retrain) with { Reason = "" }));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Unknown)));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Rollback)));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Rollback, new VersionBody(0).Write())));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request(entity: null, OperatorRequestKind.Promote, new VersionBody(1).Write())));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Mark, new MarkBody(5, 5, true).Write())));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Feedback)));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request("p1", OperatorRequestKind.Feedback, new FeedbackBody("a", AlertFeedback.True, 6, 5, 1).Write())));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request(entity: null, OperatorRequestKind.Feedback, new FeedbackBody("a", AlertFeedback.True, 5, 6, 1).Write())));
        Assert.ThrowsAny<ArgumentException>(() => inbox.Append(Request(entity: null, OperatorRequestKind.Mark, new MarkBody(5, 6, true).Write())));
        Assert.Empty(inbox.ReadRequests(TestMonitor.Name, 10));
    }

    [Fact]
    public void ReadPending_OfARequestToAll_EndsAfterThirtyDays()
    {
        using StorePlace place = NewPlace();
        var time = new FakeTime();
        using IStateStore store = place.Open(new StoreOptions { Time = time });
        var requests = (IRequestStore)store;
        requests.Append(Request(entity: null, OperatorRequestKind.Retrain) with { At = time.GetUtcNow() });
        long toOne = requests.Append(Request("p1", OperatorRequestKind.Retrain) with { At = time.GetUtcNow() });
        time.Advance(OperatorRequest.LongestWait - TimeSpan.FromTicks(1));
        Assert.Equal(2, requests.ReadPending(TestMonitor.Name, 10).Count);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([toOne], requests.ReadPending(TestMonitor.Name, 10).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Run_WithARequest_AppliesItOnceAtTheNextRowAndWritesWhatBecameOfIt()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await RunAsync(store, 300);
        using IOperatorStore inbox = OpenForOperator(place);
        long toOne = inbox.Append(Request("p2", OperatorRequestKind.Retrain));
        long toAll = inbox.Append(Request(entity: null, OperatorRequestKind.Retrain));
        long refused = inbox.Append(Request("p3", OperatorRequestKind.Rollback, new VersionBody(77).Write()));
        var trainings = new List<string>();
        var outcomes = new List<RequestOutcome>();
        await RunAsync(store, 350, poll =>
        {
            trainings.AddRange(poll.Parts.SelectMany(p => p.Trainings).Where(t => t.Number >= 0).Select(t => t.Entity));
            outcomes.AddRange(poll.Parts.SelectMany(p => p.Requests));
        });
        Assert.Equal(TestMonitor.Keys, trainings.Order());
        Assert.Equal(7, outcomes.Count);

        // Again from the store, with the request to all still on the board: it is applied already.
        outcomes.Clear();
        await RunAsync(store, 380, poll => outcomes.AddRange(poll.Parts.SelectMany(p => p.Requests)));
        Assert.Empty(outcomes);
        Assert.Equal([toAll], inbox.ReadPending(TestMonitor.Name, 10).Select(r => r.Sequence));
        RequestRecord[] audit = [.. inbox.ReadRequests(TestMonitor.Name, 10)];
        Assert.Equal([(refused, 0L, 1L), (toAll, 5L, 0L), (toOne, 1L, 0L)], audit.Select(r => (r.Request.Sequence, r.Applied, r.Refused)));
        Assert.Equal("version 77 is not kept", audit[0].Detail);
        Assert.Null(audit[1].AtSequence);
        Assert.InRange(audit[2].AtSequence!.Value, 50, 62);
        Assert.DoesNotContain(audit, r => r.IsPending);
    }

    [Fact]
    public async Task Run_ThatIsLostBeforeItsCommit_AppliesTheRequestAgain()
    {
        using StorePlace place = NewPlace();
        using (IStateStore store = place.Open())
        {
            await RunAsync(store, 300);
        }

        using IOperatorStore inbox = OpenForOperator(place);
        inbox.Append(Request("p2", OperatorRequestKind.Retrain));
        using (var failing = new FlakyStore(place.Open(), () => true))
        {
            await Assert.ThrowsAsync<IOException>(() => RunAsync(failing, 350, requests: inbox));
        }

        Assert.True(inbox.ReadRequests(TestMonitor.Name, 1)[0].IsPending);
        using IStateStore again = place.Open();
        await RunAsync(again, 350);
        Assert.Equal(1, inbox.ReadRequests(TestMonitor.Name, 1)[0].Applied);
    }

    [Fact]
    public async Task Rollback_IsInUseAfterARestartAndReplayedWhereItBegan()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var given = new List<RecordedVerdict>();
        await RunAsync(store, 600, poll => given.AddRange(RecordedVerdict.Of(poll)));
        using IOperatorStore inbox = OpenForOperator(place);
        string entity = inbox.ReadVersions(TestMonitor.Name).First(v => v is { IsInUse: true, Version: > 1 }).Entity;
        VersionRecord[] kept = [.. inbox.ReadVersions(TestMonitor.Name, entity).Where(v => v.IsKept)];
        int inUse = kept.Single(v => v.IsInUse).Version, older = kept[0].Version;
        Assert.NotEqual(inUse, older);
        long request = inbox.Append(Request(entity, OperatorRequestKind.Rollback, new VersionBody(older).Write()));
        await RunAsync(store, 700, poll => given.AddRange(RecordedVerdict.Of(poll)), TestMonitor.Options(pollRows: 50, training: TrainingMode.Off));
        Assert.All(given.Where(v => v.Entity == entity && v.Position >= 600 && v.ModelVersion > 0), v => Assert.Equal(older, v.ModelVersion));
        Assert.Equal(older, store.Find(TestMonitor.Name, [entity])[0]!.Model!.Version);
        VersionRecord back = inbox.ReadVersions(TestMonitor.Name, entity).Single(v => v.IsInUse);
        Assert.Equal((older, request), (back.Version, back.Request));

        // And forward again: the version has two uses, and a replay finds each row under the one of its time.
        inbox.Append(Request(entity, OperatorRequestKind.Promote, new VersionBody(inUse).Write()));
        await RunAsync(store, 800, poll => given.AddRange(RecordedVerdict.Of(poll)), TestMonitor.Options(pollRows: 50, training: TrainingMode.Off));
        Assert.All(given.Where(v => v.Entity == entity && v.Position >= 700 && v.ModelVersion > 0), v => Assert.Equal(inUse, v.ModelVersion));
        using IReplayStore recorded = OpenForReplay(place);
        Assert.Equal(kept.Length + 2, recorded.Find(TestMonitor.Name, [entity])[0]!.Models.Count);
        Assert.Equal(given, await ReplayAsync(recorded, 800));
    }

    [Fact]
    public async Task Commit_OfTrainings_RecordsThemAndKeepsAsManyModelsAsTheMonitorSays()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var given = new List<(int Version, TrainingVerdict Verdict)>();
        var definition = TestMonitor.Definition with
        {
            Training = TestMonitor.Definition.Training with { Every = TimeSpan.FromSeconds(50), KeepVersions = 2, KeepRejected = true },
        };
        await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, poll => given.AddRange(
                poll.Parts.SelectMany(p => p.Trainings).Where(t => t.Entity == "p1" && t.Number >= 0).Select(t => (t.Result.Version, t.Result.Verdict)))),
            2500,
            Training,
            definition: definition);
        using IOperatorStore inbox = OpenForOperator(place);
        VersionRecord[] versions = [.. inbox.ReadVersions(TestMonitor.Name, "p1")];
        Assert.True(given.Count > 34);

        // The newest 32, and before them only what is kept.
        Assert.Equal(given.TakeLast(32).Select(t => (t.Version, (TrainingVerdict?)t.Verdict)), versions.TakeLast(32).Select(v => (v.Version, v.Verdict)));
        Assert.All(versions.SkipLast(32), v => Assert.True(v.IsKept));
        VersionRecord[] promoted = [.. versions.Where(v => v is { IsKept: true, Verdict: TrainingVerdict.Promote })];
        VersionRecord[] rejected = [.. versions.Where(v => v is { IsKept: true, Verdict: TrainingVerdict.NotBetter })];
        Assert.Equal(given.Where(t => t.Verdict == TrainingVerdict.Promote).TakeLast(2).Select(t => t.Version), promoted.Select(v => v.Version));
        Assert.Equal(given.Where(t => t.Verdict == TrainingVerdict.NotBetter).TakeLast(2).Select(t => t.Version), rejected.Select(v => v.Version));
        Assert.All(rejected, v => Assert.True(v.Error >= v.ChampionError));
        Assert.All(promoted, v => Assert.True(v.Error < v.ChampionError && v.FromSequence > 0 && v.At is not null && v.TrainedThrough > 0));
        Assert.Equal(promoted[^1].Version, versions.Single(v => v.IsInUse).Version);
        Assert.All(rejected, v => Assert.Equal(v.Version, inbox.ReadVersion(TestMonitor.Name, "p1", v.Version)!.Version));
        Assert.Null(inbox.ReadVersion(TestMonitor.Name, "p1", given.First(t => t.Verdict == TrainingVerdict.Promote).Version));
        Assert.Null(inbox.ReadVersion(TestMonitor.Name, "nobody", 1));

        // A rejected one may be put into use: it is in the list of models then, and the oldest leaves it.
        inbox.Append(Request("p1", OperatorRequestKind.Promote, new VersionBody(rejected[^1].Version).Write()));
        await RunAsync(store, 2520, options: TestMonitor.Options(pollRows: 50, training: TrainingMode.Off), definition: definition);
        Assert.Equal(rejected[^1].Version, store.Find(TestMonitor.Name, ["p1"])[0]!.Model!.Version);
        Assert.Null(inbox.ReadVersion(TestMonitor.Name, "p1", promoted[0].Version));
    }

    [Fact]
    public async Task OpenForOperator_BesideTheOwner_ReadsWhatIsThereAndWritesOverrides()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open(new StoreOptions { ScoreRetention = TimeSpan.FromDays(1) });
        await RunAsync(store, 400);
        using IOperatorStore beside = OpenForOperator(place);
        Assert.Equal([TestMonitor.Name], beside.ListMonitors());
        Assert.True(beside.HasEntity(TestMonitor.Name, "p1"));
        Assert.False(beside.HasEntity(TestMonitor.Name, "p9"));
        Assert.False(beside.HasEntity("other", "p1"));
        Assert.True(beside.CountEntities(TestMonitor.Name) > 1);
        Assert.Equal(0, beside.CountEntities("other"));
        Assert.Equal(
            TestMonitor.Keys.Where(k => store.Find(TestMonitor.Name, [k])[0]!.Model is not null),
            beside.ReadVersions(TestMonitor.Name).Where(v => v.IsInUse).Select(v => v.Entity).Order());
        Assert.NotEmpty(beside.ReadScores(TestMonitor.Name, long.MinValue, long.MaxValue));
        Assert.NotEmpty(beside.ReadAlerts(TestMonitor.Name, long.MinValue, long.MaxValue));
        var change = new ThresholdOverride(
            OverrideScope.OfMonitor(TestMonitor.Name), "quantile", 0.9995, "Bo", DateTimeOffset.UnixEpoch, "too many alerts", Expires: null);
        beside.PutOverride(change);
        Assert.Equal([change], ((IOverrideStore)store).ListOverrides(TestMonitor.Name));
        Assert.True(beside.RemoveOverride(change.Scope, "Bo", "calm again"));
        Assert.Empty(beside.ListOverrides(TestMonitor.Name));
        Assert.Equal(2, beside.ReadOverrideAudit(TestMonitor.Name, 10).Count);

        // The owner goes on as before.
        await RunAsync(store, 500);
        Assert.Equal(500, store.Load(TestMonitor.Name)!.Positions[TestStream.SourceName]);
    }

    [Fact]
    public void OpenForOperator_WhereNoServiceHasRun_SaysSo()
    {
        using StorePlace place = NewPlace();
        Assert.Contains("no service has run", Assert.ThrowsAny<IOException>(() => OpenForOperator(place)).Message);
    }

    private static async Task<List<RecordedVerdict>> ReplayAsync(IReplayStore store, long end)
    {
        var rows = new List<RecordedVerdict>();
        var plans = new PlanSet(TestMonitor.Definition);
        var models = new ModelReplay(
            store, plans, store.Load(TestMonitor.Name)!, new ModelChoice.Recorded(), new Dictionary<string, long>(), new Dictionary<string, long>());
        await using var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(needsState: false, poll => rows.AddRange(RecordedVerdict.Of(poll))),
            new Monitoring.Files.DeadLetterCounter(keep: 0),
            TestMonitor.Options(shards: 3, pollRows: 64, training: TrainingMode.Off) with { Loader = models, Schedule = models });
        await using var stream = new TestStream(plans.Directory, TestMonitor.Keys, end);
        await runtime.RunAsync([stream], CancellationToken.None);
        Assert.Equal(0, models.RowsWithoutModel);
        return rows;
    }
}
