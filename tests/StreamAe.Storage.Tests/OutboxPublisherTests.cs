using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class OutboxPublisherTests
{
    [Fact]
    public async Task Publish_OfWhatACrashLeft_HappensAtTheNextStart()
    {
        using var folder = new DataFolder();
        IReadOnlyList<string> alerts = await RaiseAsync(folder);
        using SqliteStateStore store = folder.Open();
        var sink = new FakeSink(_ => null);
        await using (Create(store, sink, new FakeTime()))
        {
            await sink.Taken.WaitAsync(1);
        }

        Assert.Equal(alerts, sink.Ids);
        Assert.Empty(store.ReadOutbox(StorePlace.Sink, 10));
    }

    [Fact]
    public async Task Publish_AfterARestart_SendsNothingTwice()
    {
        using var folder = new DataFolder();
        IReadOnlyList<string> alerts = await RaiseAsync(folder);
        var first = new FakeSink(_ => null);
        var second = new FakeSink(_ => null);
        foreach (FakeSink sink in (FakeSink[])[first, second])
        {
            using SqliteStateStore store = folder.Open();
            OutboxPublisher publisher = Create(store, sink, new FakeTime());
            publisher.Wake();
            await publisher.DisposeAsync();
        }

        Assert.Equal(alerts, first.Ids);
        Assert.Empty(second.Ids);
    }

    [Fact]
    public async Task Publish_OfAlertsThatComeLater_FollowsAWake()
    {
        using var folder = new DataFolder();
        using SqliteStateStore store = folder.Open();
        var sink = new FakeSink(_ => null);
        await using OutboxPublisher publisher = Create(store, sink, new FakeTime());
        IReadOnlyList<string> alerts = await RaiseAsync(store);
        publisher.Wake();
        await sink.Taken.WaitAsync(1);
        Assert.Equal(alerts[0], sink.Ids[0]);
    }

    public static TheoryData<Exception> SinkErrors =>
    [
        new IOException("refused"),
        new TaskCanceledException("The request timed out."),
        new InvalidOperationException("a bug"),
    ];

    [Theory]
    [MemberData(nameof(SinkErrors), DisableDiscoveryEnumeration = true)]
    public async Task Publish_ToASinkThatFailsAndRecovers_SendsAllOnceInOrder(Exception trouble)
    {
        using var folder = new DataFolder();
        IReadOnlyList<string> alerts = await RaiseAsync(folder);
        using SqliteStateStore store = folder.Open();
        var time = new FakeTime();
        var sink = new FakeSink(call => call < 3 ? trouble : null);
        await using (Create(store, sink, time))
        {
            foreach (int pauseMs in (int[])[250, 500, 1000])
            {
                await time.ArmedAsync();
                Assert.Empty(sink.Ids);
                time.Advance(TimeSpan.FromMilliseconds(pauseMs));
            }

            await sink.Taken.WaitAsync(1);
        }

        Assert.Equal(alerts, sink.Ids);
        Assert.Equal(4, sink.Calls);
        Assert.Empty(store.ReadOutbox(StorePlace.Sink, 10));
    }

    [Fact]
    public async Task Publish_WhereTheStoreFailsAfterwards_MarksWithoutSendingAgain()
    {
        using var folder = new DataFolder();
        IReadOnlyList<string> alerts = await RaiseAsync(folder);
        int failures = 1;
        using var store = new FlakyStore(folder.Open(), () => Interlocked.Decrement(ref failures) >= 0);
        var time = new FakeTime();
        var sink = new FakeSink(_ => null);
        await using (Create(store, sink, time))
        {
            await time.ArmedAsync();
            time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(alerts, sink.Ids);
        Assert.Empty(store.ReadOutbox(StorePlace.Sink, 10));
    }

    [Fact]
    public async Task Dispose_WhileTheSinkIsDead_KeepsTheAlerts()
    {
        using var folder = new DataFolder();
        IReadOnlyList<string> alerts = await RaiseAsync(folder);
        using SqliteStateStore store = folder.Open();
        var time = new FakeTime();
        OutboxPublisher publisher = Create(store, new FakeSink(_ => new IOException("down")), time);
        ValueTask stopping = publisher.DisposeAsync();

        // Whatever it was doing when it was told to stop, five seconds end it.
        while (!stopping.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await stopping;
        Assert.Equal(alerts, store.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
    }

    private static OutboxPublisher Create(Monitoring.Persistence.IStateStore store, IAlertSink sink, TimeProvider time) =>
        new(store, sink, time, NullLogger<OutboxPublisher>.Instance);

    private static async Task<IReadOnlyList<string>> RaiseAsync(DataFolder folder)
    {
        using SqliteStateStore store = folder.Open();
        return await RaiseAsync(store);
    }

    /// <summary>Commits four alerts.</summary>
    private static async Task<IReadOnlyList<string>> RaiseAsync(SqliteStateStore store)
    {
        var ids = new List<string>();
        await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, poll =>
            {
                var alert = new Alert(
                    Alert.IdOf(TestMonitor.Name, "p1", ids.Count, 0),
                    TestMonitor.Name, "p1", AlertKind.Score, AlertSeverity.Minor, 0, 0, ids.Count, 4, 2, 1, 2, 0, 1, IsProvisional: true, []);
                ids.Add(alert.Id);
                poll.Parts[0].Alerts.Add(alert);
            }),
            200,
            TestMonitor.Options(pollRows: 50, training: TrainingMode.Off),
            definition: TestMonitor.Untrained);
        return ids;
    }

    /// <param name="answer">By the number of the call: what to throw, or null.</param>
    private sealed class FakeSink(Func<int, Exception?> answer) : IAlertSink
    {
        private readonly Lock _gate = new();
        private readonly List<string> _ids = [];

        public string Name => StorePlace.Sink;

        public Signal Taken { get; } = new();

        public int Calls { get; private set; }

        public IReadOnlyList<string> Ids
        {
            get
            {
                lock (_gate)
                {
                    return [.. _ids];
                }
            }
        }

        public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
        {
            if (answer(Calls++) is Exception trouble)
            {
                return ValueTask.FromException(trouble);
            }

            lock (_gate)
            {
                _ids.AddRange(alerts.Select(a => a.Id));
            }

            Taken.Set();
            return ValueTask.CompletedTask;
        }
    }
}
