using Confluent.Kafka;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Ranges;

namespace StreamAe.Kafka.Letters;

/// <summary>Reads single messages of one partition by their offsets. Enters no group and commits nothing. Not safe for concurrent use.</summary>
public sealed unsafe class OriginalReader : IDisposable
{
    private const int PollMs = 100;

    /// <summary>A broker that sends nothing for so long is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly KafkaFeedOptions _options;
    private readonly TopicPartition _id;
    private readonly TimeProvider _time;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private volatile Error? _trouble;

    // Offset that the client sends next; −1 where it was told none.
    private long _next = -1;

    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaFeedException">The client refuses its properties.</exception>
    public OriginalReader(KafkaFeedOptions options, string topic, int partition, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        KafkaLibrary.Require();
        _options = options;
        _id = new TopicPartition(topic, partition);
        _time = time;
        _consumer = RangeSettings.Connect(options, error => _trouble = error);
    }

    /// <summary>Fastest in the order of offsets. Blocks.</summary>
    /// <returns>Null where the topic does not hold it any more, or never did.</returns>
    /// <exception cref="KafkaFeedException">The broker sends nothing.</exception>
    public OriginalMessage? Read(long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (_next != offset)
        {
            _consumer.Assign(new TopicPartitionOffset(_id, offset));
        }

        _next = -1;
        nint client = ConsumerHandle.Of(_consumer);
        long start = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NativeMessage* message = LibRdKafka.Poll(client, PollMs);
            if (message == null)
            {
                // A partition that the topic does not have is told aside.
                if (_trouble is Error trouble && IsNoPartition(trouble.Code))
                {
                    return null;
                }

                ThrowIfSilent(start, offset);
                continue;
            }

            try
            {
                switch (message->Error)
                {
                    case ErrorCode.NoError when message->Offset == offset:
                        _next = offset + 1;
                        return Copy(message);
                    case ErrorCode.NoError when message->Offset > offset:
                    case ErrorCode.Local_PartitionEOF:
                    case ErrorCode.Local_AutoOffsetReset:
                    case ErrorCode.OffsetOutOfRange:
                    case ErrorCode error when IsNoPartition(error):
                        return null;
                    default:
                        // Brokers that are away and such: the client goes on by itself, or the patience ends.
                        ThrowIfSilent(start, offset);
                        break;
                }
            }
            finally
            {
                LibRdKafka.Destroy(message);
            }
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static OriginalMessage Copy(NativeMessage* message)
    {
        long timestamp = LibRdKafka.Timestamp(message, out int kind);
        return new OriginalMessage(
            message->Offset,
            message->HasKey ? message->Key.ToArray() : null,
            message->HasValue ? message->Value.ToArray() : null,
            MessageHeaders.Read(message),
            kind == (int)TimestampType.NotAvailable ? -1 : timestamp,
            kind == (int)TimestampType.LogAppendTime);
    }

    private static bool IsNoPartition(ErrorCode error) =>
        error is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;

    private void ThrowIfSilent(long start, long offset)
    {
        if (_time.GetElapsedTime(start) > Patience)
        {
            throw new KafkaFeedException(
                $"{_options.SourceOf($"{_id.Topic}/{_id.Partition.Value}")}: the broker has not sent offset {offset} within {Patience.TotalSeconds:0} s "
                + $"({(_trouble is Error trouble ? $"{trouble.Code}: {trouble.Reason}" : "no reason given")}). Check the broker, and try again.");
        }
    }
}
