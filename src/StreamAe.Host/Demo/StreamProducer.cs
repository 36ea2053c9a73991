using Confluent.Kafka;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Demo;

/// <summary>
/// Sends a simulated stream to a topic of one partition, at the pace of its source. Invariants: the message at an offset is the event at that
/// position; sent − committed &lt; <see cref="Ahead"/> + <see cref="BatchRows"/>.
/// </summary>
internal sealed class StreamProducer : IDisposable
{
    /// <summary>Messages that may be sent and not yet committed: about 2 MiB, and the broker keeps 5 MiB of a partition.</summary>
    private const int Ahead = 10_000;

    private const int BatchRows = 1000;

    private readonly DemoStream _stream;
    private readonly SimulatedRecords _records;
    private readonly IProducer<byte[], byte[]> _client;
    private readonly TopicPartition _partition;
    private readonly Action<DeliveryReport<byte[], byte[]>> _onDelivered;
    private TaskCompletionSource _moved = NewSignal();
    private long _committed;
    private long _acknowledged;
    private volatile string? _failure;

    public StreamProducer(DemoStream stream, string brokers, string topic)
    {
        _stream = stream;
        _records = new SimulatedRecords(stream.Stream, stream.Keys);
        _partition = new TopicPartition(topic, 0);
        _onDelivered = OnDelivered;
        var settings = new ProducerConfig
        {
            BootstrapServers = brokers,
            ClientId = "streamae-demo",
            EnableIdempotence = true,
            LingerMs = 5,
            DeliveryReportFields = "none",
        };

        // Whatever matters comes with the delivery reports.
        _client = new ProducerBuilder<byte[], byte[]>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public string Topic => _partition.Topic;

    /// <summary>What a feed of the same name calls the partition.</summary>
    public string Source => $"{Topic}/kafka:{Topic}/0";

    /// <summary>Sends until cancelled.</summary>
    /// <exception cref="IOException">The broker did not take a message, or something else writes to the topic.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new ObservationBatch(_stream.Stream.Schema, BatchRows);
        try
        {
            while (await _stream.Source.ReadAsync(batch, BatchRows, cancellationToken).ConfigureAwait(false))
            {
                for (int row = 0; row < batch.Count; row++)
                {
                    _client.Produce(_partition, _records.Encode(batch, row), _onDelivered);
                }

                await WaitForRoomAsync(batch.EndPosition, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was sent and not judged is forgotten with the broker.
        }
    }

    /// <summary>Everything before a position is durable. From any thread.</summary>
    public void OnCommitted(long position)
    {
        Volatile.Write(ref _committed, position);
        Signal();
    }

    public void Dispose()
    {
        _client.Dispose();
        _records.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitForRoomAsync(long sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before looking, so that no signal is missed.
            Task moved = Volatile.Read(ref _moved).Task;
            if (_failure is string failure)
            {
                throw new IOException(failure);
            }

            if (sent - Volatile.Read(ref _committed) < Ahead)
            {
                return;
            }

            await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Signal() => Interlocked.Exchange(ref _moved, NewSignal()).TrySetResult();

    /// <summary>On the client's thread, in the order of the messages.</summary>
    private void OnDelivered(DeliveryReport<byte[], byte[]> report)
    {
        long expected = _acknowledged++;
        if (_failure is null && (report.Error.IsError || report.Offset.Value != expected))
        {
            _failure = report.Error.IsError
                ? $"Topic {Topic} did not take event {expected}: {report.Error.Code}: {report.Error.Reason}."
                : $"Event {expected} came to offset {report.Offset.Value} of topic {Topic}, but the demo must be the only one that writes there: "
                    + "it finds events by their offset. Write to another topic, and start the demo again.";
            Signal();
        }
    }
}
