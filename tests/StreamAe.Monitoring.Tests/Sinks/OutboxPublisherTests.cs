using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class OutboxPublisherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_AlertsLeftByACrash_GoOutInOrder()
    {
        MemoryStore store = Store(1200);
        var sink = new Sink();
        await using (Create(store, sink, new ManualTimeProvider()))
        {
            await sink.Reached(1200).WaitAsync(Patience, Stop);
        }

        Assert.Equal(Enumerable.Range(0, 1200).Select(i => $"a{i}"), sink.Taken);
        Assert.Equal(sink.Taken, store.Published);
    }

    /// <summary>A web request that times out is a cancellation too; it must not end the publisher.</summary>
    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Publish_SinkThatFails_IsTriedAgainUntilItTakesThem(Type failure)
    {
        var time = new ManualTimeProvider();
        MemoryStore store = Store(3);
        var sink = new Sink { FailuresLeft = 3, Failure = failure };
        OutboxPublisher publisher = Create(store, sink, time);
        foreach (int pauseMs in (int[])[250, 500, 1000])
        {
            await time.TimerArmed.WaitAsync(Patience, Stop);
            Assert.Empty(store.Published);
            time.Advance(TimeSpan.FromMilliseconds(pauseMs));
        }

        await sink.Reached(3).WaitAsync(Patience, Stop);
        await publisher.DisposeAsync();
        Assert.Equal(["a0", "a1", "a2"], store.Published);
    }

    [Fact]
    public async Task Wake_NewAlerts_GoOut()
    {
        MemoryStore store = Store(0);
        var sink = new Sink();
        await using OutboxPublisher publisher = Create(store, sink, new ManualTimeProvider());
        store.AddAlert(Alert(0));
        publisher.Wake();
        publisher.Wake();
        await sink.Reached(1).WaitAsync(Patience, Stop);
        store.AddAlert(Alert(1));
        publisher.Wake();
        await sink.Reached(2).WaitAsync(Patience, Stop);
        Assert.Equal(["a0", "a1"], sink.Taken);
    }

    [Fact]
    public async Task DisposeAsync_SinkThatFails_LeavesTheRestInTheOutbox()
    {
        MemoryStore store = Store(2);
        var sink = new Sink { FailuresLeft = int.MaxValue, Failure = typeof(IOException) };
        var time = new ManualTimeProvider();
        OutboxPublisher publisher = Create(store, sink, time);
        await time.TimerArmed.WaitAsync(Patience, Stop);
        Task stopped = publisher.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(5));
        await stopped.WaitAsync(Patience, Stop);
        Assert.Empty(store.Published);
        Assert.Equal(2, store.ReadOutbox("sink", 10).Count);
    }

    private static OutboxPublisher Create(MemoryStore store, Sink sink, TimeProvider time) =>
        new(store, sink, time, NullLogger<OutboxPublisher>.Instance);

    private static MemoryStore Store(int alerts)
    {
        var store = new MemoryStore();
        for (int i = 0; i < alerts; i++)
        {
            store.AddAlert(Alert(i));
        }

        return store;
    }

    private static Alert Alert(int i) =>
        new($"a{i}", "m", "e", AlertKind.Score, AlertSeverity.Minor, i, i, i, 4, 1, 1, 1, 0, 1, false, []);

    private sealed class Sink : IAlertSink
    {
        private readonly Lock _gate = new();
        private readonly List<string> _taken = [];
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "sink";

        public int FailuresLeft { get; set; }

        public Type Failure { get; init; } = typeof(IOException);

        public IReadOnlyList<string> Taken
        {
            get
            {
                lock (_gate)
                {
                    return [.. _taken];
                }
            }
        }

        public async Task Reached(int count)
        {
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (_taken.Count >= count)
                    {
                        return;
                    }

                    changed = _changed.Task;
                }

                await changed;
            }
        }

        public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw (Exception)Activator.CreateInstance(Failure)!;
            }

            lock (_gate)
            {
                _taken.AddRange(alerts.Select(a => a.Id));
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return ValueTask.CompletedTask;
        }
    }
}
