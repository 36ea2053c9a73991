using System.Diagnostics;
using System.Globalization;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Alone in its process while it runs: it measures time.</summary>
[Collection("cost")]
public sealed class PostgresThroughputTests(PostgresFixture postgres)
{
    private const int Entities = 5000;
    private const int Rounds = 20;

    [Fact]
    public async Task Commit_OfFiveThousandEntities_KeepsUpWithAThousandEventsASecond()
    {
        using PostgresPlace place = postgres.NewPlace();
        using PostgresStateStore store = place.Open();
        store.Claim(TestMonitor.Name, TestStream.SourceName);
        var committer = new TimedCommitter(store);
        await TestMonitor.RunAsync(
            committer,
            (long)Entities * Rounds,
            new RuntimeOptions { Shards = 1, PollRows = Entities, PollsInFlight = 2, Training = TrainingMode.Off },
            definition: TestMonitor.Untrained,
            keys: [.. Enumerable.Range(0, Entities).Select(i => $"entity-{i}")]);

        double[] ms = [.. committer.Times.Skip(2).Select(t => t.TotalMilliseconds).Order()];
        var looked = Stopwatch.StartNew();
        Assert.All(store.Find(TestMonitor.Name, [.. Enumerable.Range(0, Entities).Select(i => $"entity-{i}")]), Assert.NotNull);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Entities} entities a commit: first {committer.Times[0].TotalMilliseconds:0} ms, then median {ms[ms.Length / 2]:0} ms,
            {Entities / ms[ms.Length / 2] * 1000:N0} events/s; found again in {looked.Elapsed.TotalMilliseconds:0} ms
            """));
        Assert.Equal(Rounds, committer.Times.Count);
        Assert.True(ms[ms.Length / 2] < 5000, $"A commit takes {ms[ms.Length / 2]} ms.");
    }

    private sealed class TimedCommitter(IStateStore store) : ICommitter
    {
        public List<TimeSpan> Times { get; } = [];

        public bool NeedsState => true;

        public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
        {
            long began = Stopwatch.GetTimestamp();
            store.Commit([poll]);
            Times.Add(Stopwatch.GetElapsedTime(began));
            poll.Release();
            return ValueTask.CompletedTask;
        }
    }
}
