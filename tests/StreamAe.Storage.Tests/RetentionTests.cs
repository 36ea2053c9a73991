using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Scores, and what is forgotten by age: over every store.</summary>
public abstract class RetentionTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50);

    private protected abstract StorePlace NewPlace();

    [Fact]
    public async Task Scores_OfARangeOfTime_AreThoseOfTheVerdicts()
    {
        using StorePlace place = NewPlace();
        var expected = new List<StoredScore>();
        using (IStateStore store = place.Open(new StoreOptions { ScoreRetention = TimeSpan.FromDays(7) }))
        {
            await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, expected)), 900, Options, keys: ["p1", "nul\0", "\ud800"]);
        }

        Assert.True(expected.Count > 300);
        using IStateStore reopened = place.Open();
        var scores = (IScoreStore)reopened;
        Assert.Equal(expected, scores.ReadScores(TestMonitor.Name, long.MinValue, long.MaxValue));
        long from = expected[100].EventTime;
        long to = expected[200].EventTime;
        Assert.Equal(
            expected.Where(s => s.EventTime >= from && s.EventTime < to),
            scores.ReadScores(TestMonitor.Name, from, to));
        Assert.Equal(
            expected.Where(s => s.EventTime >= from && s.EventTime < to && s.Entity == "\ud800"),
            scores.ReadScores(TestMonitor.Name, from, to, "\ud800"));
        Assert.NotEmpty(scores.ReadScores(TestMonitor.Name, from, to, "nul\0"));
        Assert.Empty(scores.ReadScores(TestMonitor.Name, from, from));
        Assert.Empty(scores.ReadScores(TestMonitor.Name, from, to, "unknown"));
        Assert.Empty(scores.ReadScores("unknown", from, to));
    }

    [Fact]
    public async Task Scores_UnlessAskedFor_AreNotKept()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await TestMonitor.RunAsync(new StoreCommitter(store), 900, Options);
        Assert.Empty(((IScoreStore)store).ReadScores(TestMonitor.Name, long.MinValue, long.MaxValue));
    }

    [Fact]
    public async Task Scores_OlderThanTheyAreKept_GoByPolls()
    {
        using StorePlace place = NewPlace();
        var time = new FakeTime();
        using IStateStore store = place.Open(new StoreOptions { ScoreRetention = TimeSpan.FromHours(1), Time = time });
        var first = new List<StoredScore>();
        var second = new List<StoredScore>();
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, first)), 800, Options);
        time.Advance(TimeSpan.FromMinutes(59));
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, second)), 850, Options, store);
        Assert.Equal([.. first, .. second], Scores(store));
        time.Advance(TimeSpan.FromMinutes(2));
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, second)), 900, Options, store);
        Assert.Equal(second, Scores(store));
    }

    /// <summary>A time of day that is set back by an hour keeps nothing an hour longer but what was written before.</summary>
    [Fact]
    public async Task Scores_WrittenAfterTheClockWasSetBack_GoWhenTheyAreOld()
    {
        using StorePlace place = NewPlace();
        var time = new FakeTime();
        time.Jump(TimeSpan.FromHours(2));
        using IStateStore store = place.Open(new StoreOptions { ScoreRetention = TimeSpan.FromMinutes(1), Time = time });
        var before = new List<StoredScore>();
        var last = new List<StoredScore>();
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, before)), 800, Options);
        time.Jump(-TimeSpan.FromHours(1));
        await TestMonitor.RunAsync(new StoreCommitter(store), 850, Options, store);
        time.Advance(TimeSpan.FromMinutes(2));
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Observe(poll, last)), 900, Options, store);
        Assert.NotEmpty(last);
        Assert.Equal([.. before, .. last], Scores(store));
    }

    [Fact]
    public async Task Alerts_OlderThanTheyAreKept_GoOnceEverySinkHasThem()
    {
        using StorePlace place = NewPlace();
        var time = new FakeTime();
        using IStateStore store = place.Open(new StoreOptions { AlertRetention = TimeSpan.FromHours(1), Time = time }, "a", "b");
        var raised = new List<string>();
        async Task RunAsync(long end) => await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, poll => raised.Add(TestAlerts.Raise(poll))),
            end,
            TestMonitor.Options(pollRows: 50, training: TrainingMode.Off),
            store,
            TestMonitor.Untrained);
        await RunAsync(150);
        store.MarkPublished("a", raised);
        store.MarkPublished("b", [raised[0], raised[2]]);

        time.Advance(TimeSpan.FromHours(1));
        await RunAsync(200);
        Assert.Equal(4, place.Execute("SELECT count(*) FROM alert"));
        time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(250);

        // The second waits for a sink, the fourth and fifth are young.
        Assert.Equal(3, place.Execute("SELECT count(*) FROM alert"));
        Assert.Equal([raised[1], raised[3], raised[4]], store.ReadOutbox("b", 10).Select(a => a.Id));
        store.MarkPublished("b", raised);
        time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(300);
        Assert.Equal(3, place.Execute("SELECT count(*) FROM alert"));
        Assert.Equal([raised[3], raised[4], raised[5]], store.ReadOutbox("a", 10).Select(a => a.Id));
    }

    [Fact]
    public void Open_WithARetentionBelowAMinute_IsRefused()
    {
        using StorePlace place = NewPlace();
        Assert.Throws<ArgumentOutOfRangeException>(() => place.Open(new StoreOptions { AlertRetention = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => place.Open(new StoreOptions { ScoreRetention = TimeSpan.FromSeconds(59) }));
    }

    private static IEnumerable<StoredScore> Scores(IStateStore store) =>
        ((IScoreStore)store).ReadScores(TestMonitor.Name, long.MinValue, long.MaxValue);

    private static void Observe(Poll poll, List<StoredScore> scores)
    {
        foreach (ref readonly Verdict v in poll.Verdicts)
        {
            if (v.IsScored)
            {
                scores.Add(new StoredScore(poll.Plans.Directory.KeyOf(v.Entity), v.EventTime, v.Surprise, v.Score));
            }
        }
    }
}
