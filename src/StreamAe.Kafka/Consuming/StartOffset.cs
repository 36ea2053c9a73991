using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Consuming;

/// <summary>Where a partition is begun that the store knows nothing of.</summary>
internal static class StartOffset
{
    public static readonly TimeSpan BrokerLimit = TimeSpan.FromSeconds(10);

    /// <returns>An offset; "the end" always as a number, so that it can be stored.</returns>
    /// <exception cref="KafkaException">The broker did not answer.</exception>
    public static Offset Of(IConsumer<Ignore, Ignore> consumer, TopicPartition partition, string source, KafkaFeedOptions options, ILogger logger) =>
        options.Start switch
        {
            StartPosition.Latest => consumer.QueryWatermarkOffsets(partition, BrokerLimit).High,
            StartPosition.Timestamp => OfTime(consumer, partition, source, options.StartTime!.Value, logger),
            _ => Offset.Beginning,
        };

    private static Offset OfTime(IConsumer<Ignore, Ignore> consumer, TopicPartition partition, string source, DateTimeOffset start, ILogger logger)
    {
        try
        {
            List<TopicPartitionOffset> found = consumer.OffsetsForTimes(
                [new TopicPartitionTimestamp(partition, new Timestamp(start))], BrokerLimit);
            Offset offset = found[0].Offset;
            if (offset != Offset.End)
            {
                return offset;
            }

            // No message that late: those that come are.
            Offset end = consumer.QueryWatermarkOffsets(partition, BrokerLimit).High;
            FeedLog.NoneSince(logger, source, start, end.Value);
            return end;
        }
        catch (TopicPartitionOffsetException error)
        {
            FeedLog.NoOffsetsForTimes(logger, source, start, error.Results[0].Error.Reason);
        }
        catch (KafkaException error) when (error.Error.Code is ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature)
        {
            FeedLog.NoOffsetsForTimes(logger, source, start, error.Error.Reason);
        }

        return Offset.Beginning;
    }
}
