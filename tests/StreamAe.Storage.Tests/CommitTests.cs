using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>What commits and outboxes keep: over every store.</summary>
public abstract class CommitTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(shards: 2, pollRows: 50, training: TrainingMode.Off);

    private protected abstract StorePlace NewPlace();

    [Fact]
    public void Commit_OfNoPolls_ChangesNothing()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        store.Commit([]);
        Assert.Null(store.Load(TestMonitor.Name));
    }

    [Fact]
    public async Task Commit_ThatThrowsIntoTheRuntime_EndsTheRunWithItsError()
    {
        using StorePlace place = NewPlace();
        using var store = new FlakyStore(place.Open(), () => true);

        // The source has ended and all its polls are under way when the first one fails.
        await Assert.ThrowsAsync<IOException>(() => TestMonitor.RunAsync(new StoreCommitter(store), 500, Options));
    }

    [Fact]
    public async Task Commit_OfPromotions_KeepsTheNewestFiveAndLoadsTheLast()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        int version = 0;
        await RunAsync(store, 600, poll =>
        {
            int entity = poll.Plans.Directory.GetOrAdd("p2");
            poll.Parts[0].Promotions.Add(new ModelPromotion(entity, Model(++version), 10L * version));
        });

        Assert.Equal(12, version);
        StoredEntity[] entities = [.. store.Load(TestMonitor.Name)!.Entities];
        Assert.Equal(12, entities.Single(e => e.Key == "p2").Model!.Version);
        Assert.All(entities.Where(e => e.Key != "p2"), e => Assert.Null(e.Model));
        Assert.Equal(5, place.Execute("SELECT count(*) FROM model"));
        Assert.Equal(8, place.Execute("SELECT min(version) FROM model"));
        Assert.Equal(120, place.Execute("SELECT from_sequence FROM model WHERE version = 12"));

        // A version that comes back is the one in use.
        await RunAsync(
            store, 650, poll => poll.Parts[0].Promotions.Add(new ModelPromotion(poll.Plans.Directory.GetOrAdd("p2"), Model(9), 130)));
        Assert.Equal(9, store.Load(TestMonitor.Name)!.Entities.Single(e => e.Key == "p2").Model!.Version);
        Assert.Equal(5, place.Execute("SELECT count(*) FROM model"));
    }

    [Fact]
    public async Task Commit_OfAModel_BringsEveryFieldBack()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        EntityModel model = Model(3);
        await RunAsync(store, 50, poll =>
        {
            poll.Parts[0].Promotions.Add(new ModelPromotion(poll.Plans.Directory.GetOrAdd("p1"), model, 1));
        });
        EntityModel loaded = store.Load(TestMonitor.Name)!.Entities.Single(e => e.Key == "p1").Model!;
        Assert.Equal(EntityModelCodec.Write(model), EntityModelCodec.Write(loaded));
    }

    [Fact]
    public async Task Outbox_OfEverySink_IsInCommitOrderAndShrinksByWhatWasPublished()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open("a", "b");
        var raised = new List<string>();
        await RunAsync(store, 300, poll => Raise(poll, raised));
        Assert.Equal(6, raised.Count);

        Assert.Equal(raised.Take(4), store.ReadOutbox("a", 4).Select(x => x.Id));
        store.MarkPublished("a", [raised[0], raised[2], "unknown", raised[0]]);
        Assert.Equal([raised[1], .. raised.Skip(3)], store.ReadOutbox("a", 100).Select(x => x.Id));
        Assert.Equal(raised, store.ReadOutbox("b", 100).Select(x => x.Id));
        Assert.Empty(store.ReadOutbox("b", 0));
        Assert.Empty(store.ReadOutbox("never", 100));
    }

    [Fact]
    public async Task Outbox_OfAlertsRaisedAgain_GetsThemOnce()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var raised = new List<string>();
        await RunAsync(store, 150, poll => Raise(poll, raised));
        store.MarkPublished(StorePlace.Sink, [raised[1]]);

        // From the beginning again, without the stored position.
        await TestMonitor.RunAsync(new StoreCommitter(store, 1, poll => Raise(poll, [])), 200, Options, definition: TestMonitor.Untrained);
        Assert.Equal([raised[0], raised[2], IdOf(199)], store.ReadOutbox(StorePlace.Sink, 100).Select(x => x.Id));
        Assert.Equal(4, place.Execute("SELECT count(*) FROM alert"));
    }

    [Fact]
    public async Task Outbox_OfANewSink_StartsEmptyAndARemovedOneKeepsItsAlerts()
    {
        using StorePlace place = NewPlace();
        var raised = new List<string>();
        using (IStateStore store = place.Open("old"))
        {
            await RunAsync(store, 100, poll => Raise(poll, raised));
        }

        using (IStateStore store = place.Open("new"))
        {
            await RunAsync(store, 150, poll => Raise(poll, raised));
            Assert.Equal([raised[2]], store.ReadOutbox("new", 100).Select(x => x.Id));
            Assert.Equal(raised.Take(2), store.ReadOutbox("old", 100).Select(x => x.Id));
        }
    }

    /// <summary>All alerts in their order, page by page, whether a sink has them or not, and across a restart.</summary>
    [Fact]
    public async Task ReadAlerts_PageByPage_GivesAllInOrder()
    {
        using StorePlace place = NewPlace();
        var raised = new List<string>();
        using (IStateStore store = place.Open())
        {
            Assert.Empty(store.ReadAlerts(0, 10));
            await RunAsync(store, 150, poll => Raise(poll, raised));
            store.MarkPublished(StorePlace.Sink, raised[..1]);
        }

        using (IStateStore store = place.Open())
        {
            var read = new List<StoredAlert>();
            while (store.ReadAlerts(read.Count == 0 ? 0 : read[^1].Sequence, 2) is { Count: > 0 } page)
            {
                Assert.InRange(page.Count, 1, 2);
                read.AddRange(page);
            }

            Assert.Equal(raised, read.Select(a => a.Alert.Id));
            Assert.Equal(read.Select(a => a.Sequence).Distinct().Order(), read.Select(a => a.Sequence));
            Assert.True(read[0].Sequence > 0);
            Assert.All(read, a => Assert.Equal(TestMonitor.Name, a.Alert.Monitor));
        }
    }

    [Fact]
    public async Task Alert_OfHostileTextAndNumbers_ComesBackWhole()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        Alert hostile = TestAlerts.Of("p1", 1) with
        {
            Id = "'); DROP TABLE alert; --\"",
            Score = float.NaN,
            Surprise = float.PositiveInfinity,
            Threshold = float.MinValue,
            ReconstructionError = float.Epsilon,
            EventTime = long.MinValue,
            Sequence = long.MaxValue,
            Kind = AlertKind.Silence,
            Features =
            [
                new FeatureContribution("</script><b>\u2028\0'\"\\", 0.5f, new string('"', 5000), "泵🚰{}[]"),
                new FeatureContribution(string.Empty, -0f, "NaN", "null"),
            ],
        };
        await RunAsync(store, 50, poll => poll.Parts[0].Alerts.Add(hostile));

        Alert read = Assert.Single(store.ReadOutbox(StorePlace.Sink, 10));
        Assert.Equal(hostile.Features, read.Features);
        Assert.Equal(hostile, read with { Features = hostile.Features });
        store.MarkPublished(StorePlace.Sink, [hostile.Id]);
        Assert.Empty(store.ReadOutbox(StorePlace.Sink, 10));
    }

    [Fact]
    public async Task Store_UnderConcurrentCommitsPublishersAndReaders_LosesNothing()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open("a", "b");
        using var done = new CancellationTokenSource();
        var raised = new List<string>();
        Task<List<string>>[] publishers = [.. ((string[])["a", "b"]).Select(sink => Task.Run(() => Publish(store, sink, done.Token), TestContext.Current.CancellationToken))];
        Task reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                if (store.Load(TestMonitor.Name) is StoredMonitor stored)
                {
                    Assert.Equal(stored.Positions[TestStream.SourceName], Progress.SumOf(stored));
                }
            }
        }, TestContext.Current.CancellationToken);
        await RunAsync(store, 3000, poll => Raise(poll, raised));
        await done.CancelAsync();
        await reader;
        foreach (Task<List<string>> publisher in publishers)
        {
            Assert.Equal(raised, await publisher);
        }
    }

    private static List<string> Publish(IStateStore store, string sink, CancellationToken done)
    {
        var published = new List<string>();
        while (true)
        {
            bool last = done.IsCancellationRequested;
            string[] ids = [.. store.ReadOutbox(sink, 3).Select(a => a.Id)];
            published.AddRange(ids);
            store.MarkPublished(sink, ids);
            if (last && ids.Length == 0)
            {
                return published;
            }
        }
    }

    /// <summary>Two commits succeed, the third fails, and works after <paramref name="repair"/>; then the run is as if nothing had been.</summary>
    private protected async Task FailAndRepeatAsync<TError>(
        Action<StorePlace, IStateStore> spoil, Action<StorePlace, IStateStore> repair, Predicate<TError> isExpected)
        where TError : Exception
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var raised = new List<string>();
        int polls = 0;
        void SpoilTheThird(Poll poll)
        {
            poll.Parts[0].Promotions.Add(new ModelPromotion(poll.Batch.Entities[0], Model(1), 0));
            Raise(poll, raised, poll.Plans.Directory.KeyOf(poll.Batch.Entities[0]));
            if (++polls == 3)
            {
                // More than what is free in the file.
                poll.RecordsFor("large").Add(new([1], new byte[200_000], [3], []));
                string before = ContentOf(place);
                spoil(place, store);
                TError error = Assert.Throws<TError>(() => store.Commit([poll]));
                Assert.True(isExpected(error), error.ToString());
                repair(place, store);
                Assert.Equal(before, ContentOf(place));
            }
        }

        // The third poll brings entities that no poll before it had, a model and an alert.
        SortedDictionary<string, string> states = await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, SpoilTheThird),
            400,
            Options,
            definition: TestMonitor.Untrained,
            keys: [.. Enumerable.Range(0, 120).Select(i => $"k{i}")]);

        Assert.Equal(8, polls);
        StoredMonitor stored = store.Load(TestMonitor.Name)!;
        Assert.Equal(400, stored.Positions[TestStream.SourceName]);
        Assert.Equal(400, stored.Progress.Observations);
        Assert.Equal(400, Progress.SumOf(stored));
        Assert.Equal(raised, store.ReadOutbox(StorePlace.Sink, 100).Select(a => a.Id));
        Assert.Equal(120, states.Count);
        Assert.Equal(120, place.Execute("SELECT count(*) FROM entity"));
        Assert.Equal(8, place.Execute("SELECT count(*) FROM model"));
    }

    private static async Task RunAsync(IStateStore store, long end, Action<Poll> observe) => await TestMonitor.RunAsync(
        new StoreCommitter(store, 1, observe), end, Options, restoreFrom: NoModels.Of(store), definition: TestMonitor.Untrained);

    private static void Raise(Poll poll, List<string> raised, string entity = "p1")
    {
        long position = poll.Batch.Positions[^1];
        Alert alert = TestAlerts.Of(entity, position);
        poll.Parts[0].Alerts.Add(alert);
        raised.Add(alert.Id);
    }

    private static string IdOf(long position) => TestAlerts.Of("p1", position).Id;

    /// <summary>4 kB and more: larger than everything else that a poll writes.</summary>
    private static EntityModel Model(int version) => new(
        version,
        ModelOrigin.Own,
        new FeatureScaler([1, 2, 3, 4], [1, 1, 2, 2], 10),
        [.. Enumerable.Range(0, 1000).Select(i => i * 0.5f)],
        ScoreCalibration.Fit([1, 2, 3, 4, 5]),
        TrainedThrough: 77,
        TrainingRows: 88,
        HeldOutError: 0.25f);

    private static string ContentOf(StorePlace place) => string.Join(
        '\n',
        ((string[])["monitor", "position", "plan", "entity", "page", "model", "alert", "outbox"]).Select(place.ReadTable));

    /// <summary>The store without its models: those of these tests fit no architecture.</summary>
    private sealed class NoModels(IStateStore store) : PassThroughStore(store)
    {
        public static NoModels Of(IStateStore store) => new(store);

        public override StoredMonitor? Load(string monitor)
        {
            StoredMonitor? stored = base.Load(monitor);
            return stored is null ? null : stored with { Entities = stored.Entities.Select(e => e with { Model = null }) };
        }
    }
}
