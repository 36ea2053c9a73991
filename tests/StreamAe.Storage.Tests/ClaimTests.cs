using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Who owns a source: over every store.</summary>
public abstract class ClaimTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    private protected abstract StorePlace NewPlace();

    [Fact]
    public async Task Claim_OfASource_RaisesItsEpochAndSaysWhereToContinue()
    {
        using StorePlace place = NewPlace();
        using (IStateStore store = place.Open())
        {
            Assert.Equal(new SourceClaim(1, null), store.Claim(TestMonitor.Name, TestStream.SourceName));
            Assert.Null(store.Load(TestMonitor.Name));
            await RunAsync(new StoreCommitter(store), store, 100);
            Assert.Equal(new SourceClaim(2, 100), store.Claim(TestMonitor.Name, TestStream.SourceName));
            Assert.Equal(new SourceClaim(1, null), store.Claim(TestMonitor.Name, "another"));
        }

        using IStateStore reopened = place.Open();
        Assert.Equal(new SourceClaim(3, 100), reopened.Claim(TestMonitor.Name, TestStream.SourceName));
        await RunAsync(new StoreCommitter(reopened), reopened, 200);
        StoredMonitor stored = reopened.Load(TestMonitor.Name)!;
        Assert.Equal(200, Assert.Single(stored.Positions).Value);
        Assert.Equal(200, Progress.SumOf(stored));
    }

    [Fact]
    public async Task Commit_OfASourceThatAnotherClaimed_PassesItOverAndKeepsTheOthers()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        store.Claim(TestMonitor.Name, "lost");
        store.Claim(TestMonitor.Name, "kept");
        var raised = new List<string>();
        var committer = new StoreCommitter(store, pollsPerCommit: 3, poll =>
        {
            raised.Add($"{poll.Source} {TestAlerts.Raise(poll)}");
            poll.RecordsFor("topic").Add(new([1], [2], [3], []));
        });
        await RunSourcesAsync(committer, 50);
        Assert.All(committer.Outcomes, o => Assert.Empty(o.Lost));
        StoredMonitor before = store.Load(TestMonitor.Name)!;
        Assert.Equal(3, before.Positions.Count);
        string states = place.ReadTable("entity");
        store.MarkPublished(StorePlace.Sink, [.. store.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id)]);
        store.MarkRecordsPublished("topic", [.. store.ReadRecords("topic", int.MaxValue).Select(r => r.Sequence)]);
        raised.Clear();

        place.Usurp(TestMonitor.Name, "lost");
        await RunSourcesAsync(committer, 100, store);

        CommitOutcome outcome = committer.Outcomes[^1];
        Assert.Equal([new LostSource(TestMonitor.Name, "lost")], outcome.Lost);
        Assert.True(outcome.IsLost(TestMonitor.Name, "lost"));
        StoredMonitor after = store.Load(TestMonitor.Name)!;
        Assert.Equal(50, after.Positions["lost"]);
        Assert.Equal(100, after.Positions["kept"]);
        Assert.Equal(100, after.Positions["free"]);
        Assert.Equal(250, Progress.SumOf(after));
        Assert.Equal(
            [.. raised.Where(r => !r.StartsWith("lost", StringComparison.Ordinal)).Select(r => r.Split(' ')[1]).Order()],
            store.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id).Order());
        Assert.Equal(2, store.ReadRecords("topic", int.MaxValue).Count);
        Assert.NotEqual(states, place.ReadTable("entity"));

        // Who claims it again has it.
        Assert.Equal(50, store.Claim(TestMonitor.Name, "lost").Position);
        await RunSourcesAsync(committer, 150, store);
        Assert.Empty(committer.Outcomes[^1].Lost);
    }

    /// <summary>Three sources of one monitor, of entities of their own.</summary>
    private static async Task RunSourcesAsync(StoreCommitter committer, long end, IStateStore? restoreFrom = null)
    {
        await using LocalRuntime runtime = TestMonitor.Start(committer, Options, TestMonitor.Untrained);
        IReadOnlyDictionary<string, long> positions = restoreFrom is null
            ? new Dictionary<string, long>()
            : StoredMonitorLoader.Load(restoreFrom, runtime);
        var streams = new List<TestStream>();
        foreach (string source in (string[])["lost", "kept", "free"])
        {
            var stream = new TestStream(runtime.Plans.Directory, [.. TestMonitor.Keys.Select(k => $"{source} {k}")], end, name: source);
            await stream.SeekAsync(positions.GetValueOrDefault(source), CancellationToken.None);
            streams.Add(stream);
        }

        await runtime.RunAsync([.. streams], TestContext.Current.CancellationToken);
        committer.Flush();
    }

    private static Task<SortedDictionary<string, string>> RunAsync(StoreCommitter committer, IStateStore store, long end) =>
        TestMonitor.RunAsync(committer, end, Options, store, TestMonitor.Untrained);
}
