using Confluent.Kafka;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Producing;

/// <summary>Records (verdicts, rows, dead letters) into a topic: header <c>id</c>, and <c>reason</c> where there is one.</summary>
public sealed class KafkaRecordSink : IRecordSink
{
    private readonly TopicWriter _writer;

    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaSinkException">A property is one that the sink relies on, or the client refuses it.</exception>
    public KafkaRecordSink(KafkaProducers producers, KafkaSinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(producers);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _writer = new TopicWriter(producers, options);
    }

    public string Name => _writer.Name;

    public ValueTask PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var messages = new List<Message<byte[], byte[]>>();
        foreach (ReadOnlyMemory<byte> batch in batches)
        {
            var reader = new RecordReader(batch.Span);
            while (reader.Read(out SinkRecord record))
            {
                messages.Add(Encode(record));
            }
        }

        return _writer.WriteAsync(messages, cancellationToken);
    }

    private static Message<byte[], byte[]> Encode(in SinkRecord record)
    {
        Headers headers = [new Header(MessageHeader.Id, record.Id.ToArray())];
        if (!record.Reason.IsEmpty)
        {
            headers.Add(MessageHeader.Reason, record.Reason.ToArray());
        }

        return new Message<byte[], byte[]>
        {
            // An empty key is none: such messages are spread over the partitions.
            Key = record.Key.IsEmpty ? null! : record.Key.ToArray(),
            Value = record.Value.ToArray(),
            Headers = headers,
        };
    }
}
