using Confluent.Kafka;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Ranges;

/// <summary>
/// Reads one partition from an offset to another into a runtime, with the decoding of the feed. Enters no group and commits nothing. A poll
/// never holds messages of both sides of <see cref="PartitionRange.From"/>.
/// </summary>
/// <param name="decoder">This reader's own.</param>
/// <param name="read">Told how many messages more were read, and whether they lie in the range, behind the warm-up.</param>
public sealed unsafe class RangeReader(
    KafkaFeedOptions options, PartitionRange range, IRecordDecoder decoder, IDeadLetterSink deadLetters, TimeProvider time, Action<long, bool> read)
{
    private const int PollMs = 100;

    /// <summary>A broker that sends nothing for so long, though it has more, is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Here a bad message goes to no topic.
    private readonly KafkaFeedOptions _options = options with { DeadLetterSink = null };
    private volatile string? _trouble;

    /// <summary>Ends at the range's end, or where the partition ended when it was reached; all is with the runtime then.</summary>
    /// <exception cref="KafkaFeedException">The broker has the messages no longer, or sends nothing.</exception>
    public Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Run(runtime, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(MonitorRuntime runtime, CancellationToken stop)
    {
        using IConsumer<Ignore, Ignore> consumer = RangeSettings.Connect(_options, error => _trouble = $"{error.Code}: {error.Reason}");
        var id = new TopicPartition(range.Topic, range.Partition);
        var partition = new FeedPartition(id, range.Source) { IsReading = true, Next = range.WarmUp };
        var reader = new MessageReader(_options, decoder, deadLetters);
        nint client = ConsumerHandle.Of(consumer);
        consumer.Assign(new TopicPartitionOffset(id, range.WarmUp));
        long lastMessage = time.GetTimestamp();
        try
        {
            while (partition.Next < range.To)
            {
                stop.ThrowIfCancellationRequested();
                NativeMessage* message = LibRdKafka.Poll(client, PollMs);
                if (message == null)
                {
                    ThrowIfSilent(partition, lastMessage);
                    continue;
                }

                if (message->Error == ErrorCode.NoError && message->Offset < range.To)
                {
                    lastMessage = time.GetTimestamp();
                    Take(runtime, reader, partition, message, stop);
                    LibRdKafka.Destroy(message);
                    continue;
                }

                // What lies at the end of a range may be no message: a marker of a transaction, or one that was compacted away.
                bool isEnd = message->Error is ErrorCode.NoError or ErrorCode.Local_PartitionEOF;
                bool isGone = message->Error is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange;
                LibRdKafka.Destroy(message);
                if (isEnd)
                {
                    break;
                }

                if (isGone)
                {
                    throw Gone(consumer, partition);
                }
            }

            Dispatch(runtime, partition);
        }
        finally
        {
            partition.Drop();
            consumer.Close();
        }
    }

    private void Take(MonitorRuntime runtime, MessageReader reader, FeedPartition partition, NativeMessage* message, CancellationToken stop)
    {
        if (partition.Next < range.From && message->Offset >= range.From)
        {
            Dispatch(runtime, partition);
        }

        if (partition.Poll is null)
        {
            partition.Poll = runtime.RentAsync(stop).AsTask().GetAwaiter().GetResult();
            reader.Begin(partition.Poll);
        }

        reader.Read(partition, message);
        if (reader.IsFull(partition))
        {
            Dispatch(runtime, partition);
        }
    }

    private void Dispatch(MonitorRuntime runtime, FeedPartition partition)
    {
        if (partition.Poll is not Poll poll)
        {
            return;
        }

        read(partition.Messages, partition.Next > range.From);
        partition.Poll = null;
        partition.Messages = 0;
        runtime.DispatchAsync(poll, range.Source).AsTask().GetAwaiter().GetResult();
    }

    private void ThrowIfSilent(FeedPartition partition, long lastMessage)
    {
        if (time.GetElapsedTime(lastMessage) > Patience)
        {
            throw new KafkaFeedException(
                $"{range.Source}: the broker has sent nothing for {Patience.TotalSeconds:0} s, at offset {partition.Next} of {range.To} "
                + $"({_trouble ?? "no reason given"}). Check the broker, and run the command again.");
        }
    }

    private KafkaFeedException Gone(IConsumer<Ignore, Ignore> consumer, FeedPartition partition)
    {
        WatermarkOffsets held = consumer.QueryWatermarkOffsets(partition.Id, StartOffset.BrokerLimit);
        return new KafkaFeedException(
            $"{range.Source}: the broker deleted the message at offset {partition.Next} before it was read; the earliest is {held.Low.Value} now. Begin there.");
    }
}
