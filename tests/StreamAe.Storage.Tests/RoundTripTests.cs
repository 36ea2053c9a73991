using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>What is stored comes back: over every store.</summary>
public abstract class RoundTripTests
{
    private const int PollRows = 64;
    private const long End = 1100;

    private protected abstract StorePlace NewPlace();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 4)]
    public async Task Restored_AtAnyPoll_GivesTheVerdictsOfAnUninterruptedRun(int shards, int pollsPerCommit)
    {
        RuntimeOptions options = TestMonitor.Options(shards, PollRows);
        var expected = new List<RecordedVerdict>();
        var alerts = new List<string>();
        SortedDictionary<string, string> finalStates = await TestMonitor.RunAsync(
            new NullCommitter(needsState: true, Observe(expected, alerts)), End, options);
        Assert.Contains(expected, v => v.ModelVersion > 1 && !v.Flags.HasFlag(Monitoring.Verdicts.VerdictFlags.Provisional));
        Assert.Contains(expected, v => v.Flags.HasFlag(Monitoring.Verdicts.VerdictFlags.Provisional));
        Assert.NotEmpty(alerts);

        // Before any model, after the cohort's, among the first own models, after retrainings; and in two places of one run.
        foreach (int[] cuts in (int[][])[[1], [3], [5], [9], [16], [2, 6, 12]])
        {
            using StorePlace place = NewPlace();
            var verdicts = new List<RecordedVerdict>();
            SortedDictionary<string, string>? states = null;
            foreach (long end in cuts.Select(c => (long)c * PollRows).Append(End))
            {
                using IStateStore store = place.Open();
                var committer = new StoreCommitter(store, pollsPerCommit, Observe(verdicts, []));
                states = await TestMonitor.RunAsync(committer, end, options, restoreFrom: store);
                committer.Flush();
            }

            Assert.Equal(expected, verdicts);
            Assert.Equal(finalStates, states);
            using IStateStore final = place.Open();
            IReadOnlyList<Alert> outbox = final.ReadOutbox(StorePlace.Sink, int.MaxValue);
            Assert.Equal(alerts.Order(), outbox.Select(a => a.Id).Order());
        }
    }

    [Fact]
    public async Task Restored_WithOtherShardsAndPolls_GivesTheSameVerdicts()
    {
        var expected = new List<RecordedVerdict>();
        await TestMonitor.RunAsync(new NullCommitter(observe: Observe(expected, [])), End, TestMonitor.Options(1, PollRows));

        using StorePlace place = NewPlace();
        var verdicts = new List<RecordedVerdict>();
        using IStateStore store = place.Open();
        long end = 0;
        foreach ((int shards, int pollRows, int step) in ((int, int, int)[])[(1, 50, 333), (3, 7, 200), (2, 500, 567)])
        {
            // The same store goes on: the next runtime numbers its entities anew.
            end += step;
            var committer = new StoreCommitter(store, 2, Observe(verdicts, []));
            await TestMonitor.RunAsync(committer, end, TestMonitor.Options(shards, pollRows), restoreFrom: store);
            committer.Flush();
        }

        Assert.Equal(expected, verdicts);
    }

    [Fact]
    public async Task Load_OfAnUnknownMonitor_IsNull()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        Assert.Null(store.Load(TestMonitor.Name));
        await CommitAsync(store, 100);
        Assert.Null(store.Load("other"));
        Assert.NotNull(store.Load(TestMonitor.Name));
    }

    [Fact]
    public async Task Load_WhileCommitsGoOn_SeesOneState()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await CommitAsync(store, 320);
        StoredMonitor early = store.Load(TestMonitor.Name)!;
        await CommitAsync(store, 640);
        StoredMonitor late = store.Load(TestMonitor.Name)!;

        Assert.Equal(320, early.Positions[TestStream.SourceName]);
        Assert.Equal(320, Progress.SumOf(early));
        Assert.Equal(640, late.Positions[TestStream.SourceName]);
        Assert.Equal(640, Progress.SumOf(late));
    }

    [Fact]
    public async Task Load_WithoutTheNewestPage_IsRefused()
    {
        using StorePlace place = NewPlace();
        using (IStateStore store = place.Open())
        {
            await CommitAsync(store, 910);
        }

        // 180 rows an entity, 72 kept, in a ring of 6 pages: the newest rows, from 176 on, lie in page 11 mod 6 = 5.
        place.DropPages(5);
        using IStateStore damaged = place.Open();
        await using LocalRuntime runtime = TestMonitor.Start(new StoreCommitter(damaged), TestMonitor.Options());
        Assert.Throws<InvalidDataException>(() => StoredMonitorLoader.Load(damaged, runtime));
    }

    [Fact]
    public async Task Keys_OfAnyCharacters_ComeBack()
    {
        string[] keys =
        [
            "it's", "\"quoted\"", "'; DROP TABLE entity; --", "Größe", "größe", "泵", "🚰", "e\u0301", "é", "nul\0inside", "nul", "tab\t\n\r",
            "\ud800", "\ud801", "a\udfffb", "\ufffd", new string('x', 256), new string('泵', 256), " ", "%_*?[",
        ];
        using StorePlace place = NewPlace();
        SortedDictionary<string, string> states;
        using (IStateStore store = place.Open())
        {
            states = await CommitAsync(store, 400, keys);
        }

        Assert.Equal(keys.Length, states.Count);
        using IStateStore reopened = place.Open();
        await using LocalRuntime runtime = TestMonitor.Start(new StoreCommitter(reopened), TestMonitor.Options());
        StoredMonitorLoader.Load(reopened, runtime);
        Assert.Equal(states, TestMonitor.StatesOf(runtime.Entities));
    }

    [Fact]
    public async Task Monitors_OfTheSameEntities_StayApart()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var other = TestMonitor.Untrained with { Name = "other" };
        SortedDictionary<string, string> first = await CommitAsync(store, 300);
        SortedDictionary<string, string> second = await TestMonitor.RunAsync(
            new StoreCommitter(store), 128, TestMonitor.Options(training: TrainingMode.Off), definition: other);

        await using LocalRuntime a = TestMonitor.Start(new StoreCommitter(store), TestMonitor.Options(), TestMonitor.Untrained);
        Assert.Equal(300, Assert.Single(StoredMonitorLoader.Load(store, a)).Value);
        Assert.Equal(first, TestMonitor.StatesOf(a.Entities));
        await using LocalRuntime b = TestMonitor.Start(new StoreCommitter(store), TestMonitor.Options(), other);
        Assert.Equal(128, Assert.Single(StoredMonitorLoader.Load(store, b)).Value);
        Assert.Equal(second, TestMonitor.StatesOf(b.Entities));
    }

    private static async Task<SortedDictionary<string, string>> CommitAsync(IStateStore store, long end, IReadOnlyList<string>? keys = null)
    {
        var committer = new StoreCommitter(store);
        return await TestMonitor.RunAsync(
            committer, end, TestMonitor.Options(training: TrainingMode.Off), store, TestMonitor.Untrained, keys);
    }

    private static Action<Poll> Observe(List<RecordedVerdict> verdicts, List<string> alerts) => poll =>
    {
        verdicts.AddRange(RecordedVerdict.Of(poll));
        alerts.AddRange(poll.Parts.SelectMany(p => p.Alerts).Select(a => a.Id));
    };
}
