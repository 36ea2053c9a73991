using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class GroupCommitterTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    [Fact]
    public async Task Polls_UntilThereAreEnoughEvents_AreCommittedTogether()
    {
        using var folder = new DataFolder();
        using var store = new FlakyStore(folder.Open(), () => false);
        var time = new FakeTime();
        var committed = new Signal();
        await using (GroupCommitter committer = Create(store, time, committed, new GroupCommitOptions { MaxEvents = 150 }))
        {
            // The linger never ends: time stands still. No fourth poll comes before three were committed.
            await RunAsync(committer, store, 300, Options with { PollsInFlight = 3 });
            await committed.WaitAsync(2);
        }

        Assert.Equal([[50, 100, 150], [200, 250, 300]], store.Commits);
    }

    [Fact]
    public async Task Polls_WhenTheLingerEnds_AreCommitted()
    {
        using var folder = new DataFolder();
        using var store = new FlakyStore(folder.Open(), () => false);
        var time = new FakeTime();
        var committed = new Signal();
        await using GroupCommitter committer = Create(
            store, time, committed, new GroupCommitOptions { Linger = TimeSpan.FromSeconds(2), MaxEvents = 1_000_000 });
        await RunAsync(committer, store, 100);
        await time.ArmedAsync();
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Empty(store.Commits);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await committed.WaitAsync(1);
        Assert.NotEmpty(store.Commits);
    }

    [Fact]
    public async Task Commit_ThatFails_IsRepeatedAfterLongerAndLongerPauses()
    {
        using var folder = new DataFolder();
        int failures = 3;
        using var store = new FlakyStore(folder.Open(), () => Interlocked.Decrement(ref failures) >= 0);
        var time = new FakeTime();
        var committed = new Signal();
        await using GroupCommitter committer = Create(
            store, time, committed, new GroupCommitOptions { Linger = TimeSpan.Zero, LastRetry = TimeSpan.FromMilliseconds(200) });
        await RunAsync(committer, store, 50);
        foreach (int pauseMs in (int[])[100, 200, 200])
        {
            await time.ArmedAsync();
            time.Advance(TimeSpan.FromMilliseconds(pauseMs - 1));
            Assert.Empty(store.Commits);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await committed.WaitAsync(1);
        Assert.Equal([50L], Assert.Single(store.Commits));
        Assert.Equal(50, store.Load(TestMonitor.Name)!.Positions[TestStream.SourceName]);
    }

    [Fact]
    public async Task Run_OverAStoreThatKeepsFailing_LosesAndRepeatsNothing()
    {
        using var folder = new DataFolder();
        int calls = 0;
        using var store = new FlakyStore(folder.Open(), () => Interlocked.Increment(ref calls) % 3 != 0);
        var seen = new List<RecordedVerdict>();
        var committer = new GroupCommitter(
            store,
            polls => seen.AddRange(polls.SelectMany(RecordedVerdict.Of)),
            new GroupCommitOptions { Linger = TimeSpan.FromMilliseconds(1), FirstRetry = TimeSpan.FromMilliseconds(1), LastRetry = TimeSpan.FromMilliseconds(2) },
            TimeProvider.System,
            NullLogger<GroupCommitter>.Instance);
        SortedDictionary<string, string> states;
        await using (committer)
        {
            states = await RunAsync(committer, store, 5000);
        }

        Assert.True(calls > 3 * store.Commits.Count - 3, "The store did not fail.");
        Assert.Equal(Enumerable.Range(1, 100).Select(i => i * 50L), store.Commits.SelectMany(c => c));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), seen.Select(v => v.Position));
        await using LocalRuntime runtime = TestMonitor.Start(new NullCommitter(), Options, TestMonitor.Untrained);
        StoredMonitorLoader.Load(store, runtime);
        Assert.Equal(states, TestMonitor.StatesOf(runtime.Entities));
    }

    [Fact]
    public async Task Dispose_OverADeadStore_GivesUpAfterItsTimeout()
    {
        using var folder = new DataFolder();
        using var store = new FlakyStore(folder.Open(), () => true);
        var time = new FakeTime();
        GroupCommitter committer = Create(
            store, time, new Signal(), new GroupCommitOptions { Linger = TimeSpan.Zero, FirstRetry = TimeSpan.FromHours(1), LastRetry = TimeSpan.FromHours(1) });
        await RunAsync(committer, store, 50);
        await time.ArmedAsync();
        ValueTask stopping = committer.DisposeAsync();
        await time.ArmedAsync();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(stopping.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await stopping;
        Assert.Null(store.Load(TestMonitor.Name));
    }

    private static GroupCommitter Create(IStateStore store, TimeProvider time, Signal committed, GroupCommitOptions options) =>
        new(store, _ => committed.Set(), options, time, NullLogger<GroupCommitter>.Instance);

    private static Task<SortedDictionary<string, string>> RunAsync(GroupCommitter committer, IStateStore store, long end, RuntimeOptions? options = null) =>
        TestMonitor.RunAsync(committer, end, options ?? Options, store, TestMonitor.Untrained);
}
