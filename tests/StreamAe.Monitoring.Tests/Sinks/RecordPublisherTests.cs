using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class RecordPublisherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_RecordsLeftByACrash_GoOutInOrderAndAreForgotten()
    {
        MemoryStore store = Store("sink", batches: 20, recordsEach: 3, valueBytes: 1 << 19);
        store.AddRecords(Batch("other", 1, 1, 1));
        var sink = new RecordingSink();
        RecordPublisher publisher = Create(store, sink, new ManualTimeProvider());
        await publisher.DisposeAsync().AsTask().WaitAsync(Patience, Stop);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i / 3}-{i % 3}"), sink.Ids);
        Assert.Empty(store.ReadRecords("sink", 1));
        Assert.Single(store.ReadRecords("other", 1));
        Assert.Equal(60, publisher.Status.Published);

        // 1.5 MB a batch and 4 MiB a call.
        Assert.Equal(10, sink.Calls);
    }

    [Fact]
    public async Task Publish_SinkThatFails_GetsThemAgainInOrder()
    {
        MemoryStore store = Store("sink", batches: 4, recordsEach: 2);
        var sink = new RecordingSink { FailuresLeft = 3 };
        var time = new ManualTimeProvider();
        RecordPublisher publisher = Create(store, sink, time);
        foreach (int pauseMs in (int[])[250, 500, 1000])
        {
            await time.TimerArmed.WaitAsync(Patience, Stop);
            Assert.Equal(4, store.ReadRecords("sink", int.MaxValue).Count);
            time.Advance(TimeSpan.FromMilliseconds(pauseMs));
        }

        await publisher.DisposeAsync().AsTask().WaitAsync(Patience, Stop);
        Assert.Equal(["0-0", "0-1", "1-0", "1-1", "2-0", "2-1", "3-0", "3-1"], sink.Ids);
        Assert.Equal(new SinkStatus("sink", 8, 3, null), publisher.Status);
    }

    [Fact]
    public async Task Wake_NewRecords_GoOut()
    {
        MemoryStore store = Store("sink", 0, 0);
        var sink = new RecordingSink();
        await using RecordPublisher publisher = Create(store, sink, new ManualTimeProvider());
        store.AddRecords(Batch("sink", 7, 1, 1));
        publisher.Wake();
        await sink.Reached(1).WaitAsync(Patience, Stop);
        Assert.Equal(["7-0"], sink.Ids);
    }

    /// <summary>One sink hangs, one is dead: the third has everything all the same, and ending takes as long as one of them.</summary>
    [Fact]
    public async Task SinkPublishers_OneSlowAndOneDead_DelayNoOther()
    {
        var store = new MemoryStore();
        store.AddAlert(new Alert("a", "m", "e", AlertKind.Score, AlertSeverity.Minor, 0, 0, 0, 4, 1, 1, 1, 0, 1, false, []));
        foreach (string sink in (string[])["hangs", "dead", "well"])
        {
            store.AddRecords(Batch(sink, 0, 1, 1));
        }

        var time = new ManualTimeProvider();
        var well = new RecordingSink("well");
        var hanging = new HangingSink();
        var publishers = new SinkPublishers(
            store, [hanging], [new HangingSink("hangs"), new RecordingSink("dead") { FailuresLeft = int.MaxValue }, well], time, NullLoggerFactory.Instance);
        await well.Reached(1).WaitAsync(Patience, Stop);
        store.AddRecords(Batch("well", 1, 1, 1));
        publishers.WakeRecords();
        publishers.WakeAlerts();
        await well.Reached(2).WaitAsync(Patience, Stop);
        await hanging.Entered.WaitAsync(Patience, Stop);
        Task stopped = publishers.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(5));
        await stopped.WaitAsync(Patience, Stop);
        Assert.Equal(["alerts", "hangs", "dead", "well"], publishers.Statuses.Select(s => s.Sink));
        Assert.Equal([0, 0, 0, 2], publishers.Statuses.Select(s => s.Published));
    }

    private static RecordPublisher Create(MemoryStore store, IRecordSink sink, TimeProvider time) =>
        new(store, sink, time, NullLogger<RecordPublisher>.Instance);

    private static MemoryStore Store(string sink, int batches, int recordsEach, int valueBytes = 1)
    {
        var store = new MemoryStore();
        for (int i = 0; i < batches; i++)
        {
            store.AddRecords(Batch(sink, i, recordsEach, valueBytes));
        }

        return store;
    }

    private static RecordBuffer Batch(string sink, int number, int records, int valueBytes)
    {
        var buffer = new RecordBuffer(sink);
        for (int i = 0; i < records; i++)
        {
            buffer.Add(new SinkRecord(Encoding.UTF8.GetBytes($"{number}-{i}"), [], new byte[valueBytes], []));
        }

        return buffer;
    }

    private sealed class HangingSink(string name = "alerts") : IRecordSink, IAlertSink
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public Task Entered => _entered.Task;

        public ValueTask PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batches, CancellationToken cancellationToken) => HangAsync(cancellationToken);

        public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken) => HangAsync(cancellationToken);

        private async ValueTask HangAsync(CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
