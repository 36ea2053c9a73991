using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Two owners of one database.</summary>
public sealed class PostgresSharingTests(PostgresFixture postgres)
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    [Fact]
    public async Task Commit_OfAnOwnerThatWakesLate_ChangesNothing()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore old = place.OpenAs("old");
        using PostgresStateStore next = place.OpenAs("next");
        old.Claim(TestMonitor.Name, TestStream.SourceName);
        await RunAsync(new StoreCommitter(old), old, 100);

        // Judged, but not yet committed, when another takes over and goes further.
        var late = new StoreCommitter(old, pollsPerCommit: 100, Burden);
        await RunAsync(late, old, 300);
        Assert.Equal(new SourceClaim(2, 100), next.Claim(TestMonitor.Name, TestStream.SourceName));
        SortedDictionary<string, string> states = await RunAsync(new StoreCommitter(next), next, 200);
        string[] before = [.. Tables(place)];
        late.Flush();

        Assert.Equal([new LostSource(TestMonitor.Name, TestStream.SourceName)], Assert.Single(late.Outcomes).Lost);
        Assert.Equal(before, Tables(place));
        await using LocalRuntime runtime = TestMonitor.Start(new NullCommitter(), Options, TestMonitor.Untrained);
        Assert.Equal(200, StoredMonitorLoader.Load(next, runtime)[TestStream.SourceName]);
        Assert.Equal(states, TestMonitor.StatesOf(runtime.Entities));

        // And back again.
        Assert.Equal(new SourceClaim(3, 200), old.Claim(TestMonitor.Name, TestStream.SourceName));
        var again = new StoreCommitter(old);
        await RunAsync(again, old, 250);
        Assert.All(again.Outcomes, o => Assert.Empty(o.Lost));
        Assert.Equal(250, Progress.SumOf(old.Load(TestMonitor.Name)!));
    }

    [Fact]
    public async Task Claim_WhileTheOldOwnerCommitsWithoutPause_LetsNothingThroughAfterwards()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore old = place.OpenAs("old");
        using PostgresStateStore next = place.OpenAs("next");
        old.Claim(TestMonitor.Name, TestStream.SourceName);
        using var lost = new CancellationTokenSource();
        var committer = new StoreCommitter(old);
        int polls = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task running = Task.Run(
            () => RunAsync(new StoreCommitter(old, 1, _ =>
            {
                if (++polls == 5)
                {
                    begun.SetResult();
                }
            }), old, 5000),
            TestContext.Current.CancellationToken);
        await begun.Task;
        long from = next.Claim(TestMonitor.Name, TestStream.SourceName).Position!.Value;
        Assert.Equal(from, next.Load(TestMonitor.Name)!.Positions[TestStream.SourceName]);
        await running;
        StoredMonitor stored = next.Load(TestMonitor.Name)!;
        Assert.Equal(from, stored.Positions[TestStream.SourceName]);
        Assert.Equal(from, stored.Progress.Observations);
        Assert.Equal(from, Progress.SumOf(stored));
        Assert.InRange(from, 200, 4999);
    }

    [Fact]
    public async Task Progress_OfTwoProcesses_AddsUp()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore one = place.OpenAs("one");
        using PostgresStateStore two = place.OpenAs("two");
        foreach ((PostgresStateStore store, string source, long end) in
            ((PostgresStateStore, string, long)[])[(one, "a", 100), (two, "b", 150), (one, "a", 200), (two, "b", 300)])
        {
            await RunAsync(new StoreCommitter(store, 2), store, end, source);
        }

        // Both at once, from what both have seen.
        await Task.WhenAll(RunAsync(new StoreCommitter(one), one, 700, "a"), RunAsync(new StoreCommitter(two), two, 700, "b"));
        using StoredMonitor stored = one.Load(TestMonitor.Name)!;
        Assert.Equal(700, stored.Positions["a"]);
        Assert.Equal(700, stored.Positions["b"]);
        Assert.Equal(1400, stored.Progress.Observations);
        Assert.Equal(1400, Progress.SumOf(stored));
    }

    [Fact]
    public async Task Cohort_OfAnOlderVersion_ReplacesNoNewerOne()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore store = place.Open();
        await TestMonitor.RunAsync(new StoreCommitter(store), 1100, TestMonitor.Options());
        using StoredMonitor trained = store.Load(TestMonitor.Name)!;
        Assert.True(trained.Plans[0].Cohort!.Version >= 1);
        int version = trained.Plans[0].Cohort!.Version;
        place.Execute($"UPDATE plan SET cohort_version = {version + 5}");
        await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, poll => poll.CohortPromotions.Add(
                new ModelPromotion(ModelPromotion.Cohort, trained.Plans[0].Cohort! with { Version = version + 4 }, 0))),
            1200,
            Options,
            store);
        Assert.Equal(version, store.Load(TestMonitor.Name)!.Plans[0].Cohort!.Version);
        Assert.Equal(version + 5, place.Execute("SELECT cohort_version FROM plan"));
    }

    [Fact]
    public async Task Claim_OfASource_TakesOverWhatWaitsForSinks()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore old = place.OpenAs("old");
        using PostgresStateStore next = place.OpenAs("next");
        var ids = new Dictionary<string, List<string>> { ["moves"] = [], ["stays"] = [] };
        foreach (string source in ids.Keys)
        {
            old.Claim(TestMonitor.Name, source);
            await RunAsync(new StoreCommitter(old, 1, poll => ids[source].Add(Burden(poll, source))), old, 150, source);
        }

        Assert.Empty(next.ReadOutbox(StorePlace.Sink, 10));
        Assert.Empty(next.ReadRecords("topic", int.MaxValue));
        Assert.Equal(6, old.ReadOutbox(StorePlace.Sink, 10).Count);
        IReadOnlyList<StoredRecords> records = old.ReadRecords("topic", int.MaxValue);
        Assert.Equal(6, records.Count);

        next.Claim(TestMonitor.Name, "moves");
        Assert.Equal(ids["moves"], next.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
        Assert.Equal(ids["stays"], old.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
        Assert.Equal(records.Take(3).Select(r => r.Sequence), next.ReadRecords("topic", int.MaxValue).Select(r => r.Sequence));
        Assert.Equal(records.Skip(3).Select(r => r.Sequence), old.ReadRecords("topic", int.MaxValue).Select(r => r.Sequence));

        // What the old one had in hand when it lost the source is out all the same.
        old.MarkPublished(StorePlace.Sink, [ids["moves"][0]]);
        old.MarkRecordsPublished("topic", [records[0].Sequence]);
        Assert.Equal(ids["moves"].Skip(1), next.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
        Assert.Equal(2, next.ReadRecords("topic", int.MaxValue).Count);
    }

    private static Task<SortedDictionary<string, string>> RunAsync(
        StoreCommitter committer, IStateStore store, long end, string source = TestStream.SourceName) => RunAndFlushAsync(
            committer,
            end,
            store,
            source == TestStream.SourceName ? TestMonitor.Keys : [.. TestMonitor.Keys.Select(k => $"{source} {k}")],
            source);

    private static async Task<SortedDictionary<string, string>> RunAndFlushAsync(
        StoreCommitter committer, long end, IStateStore store, IReadOnlyList<string> keys, string source) =>
        await TestMonitor.RunAsync(committer, end, Options, store, TestMonitor.Untrained, keys, source);

    private static void Burden(Poll poll) => Burden(poll, TestStream.SourceName);

    private static string Burden(Poll poll, string source)
    {
        poll.RecordsFor("topic").Add(new SinkRecord("id"u8, System.Text.Encoding.UTF8.GetBytes(source), "value"u8, []));
        return TestAlerts.Raise(poll);
    }

    private static IEnumerable<string> Tables(PostgresPlace place) =>
        ((string[])["position", "entity", "page", "model", "alert", "outbox", "record", "monitor"]).Select(place.ReadTable);
}
