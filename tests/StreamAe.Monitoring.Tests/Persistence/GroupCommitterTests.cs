using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Persistence;

public sealed class GroupCommitterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly List<SourceRow> Rows = Population.Rows(rowsEach: 20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(10_000)]
    public async Task Commit_ManyPolls_EachOnceAndInOrder(int maxEvents)
    {
        var store = new MemoryStore();
        var observed = new List<long>();
        GroupCommitter committer = Create(
            store,
            new GroupCommitOptions { Linger = TimeSpan.Zero, MaxEvents = maxEvents },
            observe: polls => observed.AddRange(polls.Select(p => p.Batch.EndPosition)));
        await StreamAsync(committer, Rows.Count);
        await committer.DisposeAsync();
        long[] expected = [.. Enumerable.Range(1, Rows.Count / 10).Select(i => 10L * i)];
        Assert.Equal(expected, store.Commits.SelectMany(ends => ends));
        Assert.Equal(expected, observed);
    }

    [Fact]
    public async Task Commit_FewEvents_WaitForTheLinger()
    {
        var time = new ManualTimeProvider();
        var store = new MemoryStore();
        GroupCommitter committer = Create(store, new GroupCommitOptions { Linger = TimeSpan.FromMilliseconds(200) }, time);
        await StreamAsync(committer, 30);
        await time.TimerArmed.WaitAsync(Patience, Stop);
        time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Empty(store.Commits);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await store.CommittedAsync(1);
        Assert.Equal([10, 20, 30], store.Commits.SelectMany(ends => ends));
        await committer.DisposeAsync();
    }

    [Fact]
    public async Task Commit_EnoughEvents_DoNotWait()
    {
        var store = new MemoryStore();
        GroupCommitter committer = Create(store, new GroupCommitOptions { MaxEvents = 10 }, new ManualTimeProvider());
        await StreamAsync(committer, 10);
        await store.CommittedAsync(1).WaitAsync(Patience, Stop);
        Assert.Equal([10L], store.Commits[0]);
        await committer.DisposeAsync();
    }

    [Fact]
    public async Task Commit_StoreThatFailsForAWhile_IsTriedAgainAfterLongerAndLongerPauses()
    {
        var time = new ManualTimeProvider();
        var store = new MemoryStore();
        int tries = 0;
        store.BeforeCommit = () =>
        {
            if (++tries <= 4)
            {
                throw new IOException("the disk is full");
            }
        };
        GroupCommitter committer = Create(
            store,
            new GroupCommitOptions
            {
                Linger = TimeSpan.Zero,
                FirstRetry = TimeSpan.FromSeconds(1),
                LastRetry = TimeSpan.FromSeconds(4),
            },
            time);
        await StreamAsync(committer, 10);
        foreach (int pause in (int[])[1, 2, 4, 4])
        {
            await time.TimerArmed.WaitAsync(Patience, Stop);
            int before = tries;
            time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.Equal((1, before), (time.ArmedTimers, tries));
            time.Advance(TimeSpan.FromTicks(1));
        }

        await store.CommittedAsync(1);
        Assert.Equal(5, tries);
        Assert.Equal([10L], Assert.Single(store.Commits));
        await committer.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_PollsWaiting_CommitsThemFirst()
    {
        var store = new MemoryStore();
        GroupCommitter committer = Create(store, new GroupCommitOptions { Linger = TimeSpan.FromSeconds(10) }, new ManualTimeProvider());
        await StreamAsync(committer, 20);
        Assert.Empty(store.Commits);
        await committer.DisposeAsync();
        Assert.Equal([10, 20], store.Commits.SelectMany(ends => ends));
        Assert.True(committer.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DisposeAsync_StoreThatNeverRecovers_GivesUp()
    {
        var time = new ManualTimeProvider();
        var store = new MemoryStore { BeforeCommit = () => throw new IOException("the disk is gone") };
        GroupCommitter committer = Create(
            store, new GroupCommitOptions { Linger = TimeSpan.Zero, StopTimeout = TimeSpan.FromSeconds(3) }, time);
        await StreamAsync(committer, 10);
        Task stopped = committer.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(3));
        await stopped.WaitAsync(Patience, Stop);
        Assert.Empty(store.Commits);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(10_001, 1)]
    [InlineData(0, 0)]
    public void Create_OptionsOutOfRange_AreRefused(int lingerMs, int maxEvents) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Create(new MemoryStore(), new GroupCommitOptions { Linger = TimeSpan.FromMilliseconds(lingerMs), MaxEvents = maxEvents }));

    private static GroupCommitter Create(
        MemoryStore store, GroupCommitOptions options, TimeProvider? time = null, Action<IReadOnlyList<Poll>>? observe = null) =>
        new(store, observe ?? (_ => { }), options, time ?? TimeProvider.System, NullLogger<GroupCommitter>.Instance);

    /// <summary>The first rows in polls of ten; returns once the committer has accepted them all.</summary>
    private static async Task StreamAsync(GroupCommitter committer, int rows)
    {
        var plans = new PlanSet(Population.Definition);
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(), new RuntimeOptions { Shards = 2, Training = TrainingMode.Off });
        await runtime.RunAsync([new MemorySource("s", Rows[..rows], plans.Directory) { PollSizes = [10] }], Stop).WaitAsync(Patience, Stop);
    }
}
