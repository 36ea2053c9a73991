using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Sinks;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Host.Services;

/// <summary>Makes the feed of a monitor from the Kafka source it reads.</summary>
internal static class KafkaFeeds
{
    /// <summary>Two monitors of one source read every partition each: their groups must differ.</summary>
    public static string GroupOf(KafkaSource source, string monitor) => $"{source.Group}.{monitor}";

    /// <summary>How a monitor reads a source.</summary>
    public static KafkaFeedOptions OptionsOf(KafkaSource source, string monitor, RuntimeConfiguration runtime) => new()
    {
        Name = source.Name,
        Brokers = string.Join(',', source.Brokers),
        Topics = source.Topics,
        Group = GroupOf(source, monitor),
        Monitor = monitor,
        Start = source.Start.Place switch
        {
            KafkaStartPlace.Latest => StartPosition.Latest,
            KafkaStartPlace.Time => StartPosition.Timestamp,
            _ => StartPosition.Earliest,
        },
        StartTime = source.Start.Place == KafkaStartPlace.Time ? source.Start.Time : null,
        DeadLetterSink = source.DeadLetterTopic is string topic ? SinkSet.DeadLetterSinkName(source, topic) : null,
        MaxRecordBytes = source.Format.MaxRecordBytes,
        PollRows = runtime.PollRows,
        Properties = source.Properties.ToDictionary(p => p.Key, p => p.Value.Reveal(), StringComparer.Ordinal),
    };

    public static KafkaFeed Create(
        KafkaSource source,
        PlanSet plans,
        RuntimeConfiguration runtime,
        IStateStore store,
        IDeadLetterSink deadLetters,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        string monitor = plans.Definition.Name;
        return new KafkaFeed(
            OptionsOf(source, monitor, runtime),
            RecordDecoder.Create(source.Format, plans.Definition, plans.Directory),
            partition => store.Claim(monitor, partition),
            deadLetters,
            time,
            loggers.CreateLogger<KafkaFeed>());
    }
}
