using Confluent.Kafka;
using StreamAe.Kafka.Consuming;

namespace StreamAe.Kafka.Ranges;

/// <summary>A client that reads what it is told to: it enters no group, stores no offset, and is told where a partition ends.</summary>
internal static class RangeSettings
{
    /// <exception cref="KafkaFeedException">The client refuses its properties.</exception>
    public static IConsumer<Ignore, Ignore> Connect(KafkaFeedOptions options, Action<Error> onError)
    {
        ConsumerConfig settings = ConsumerSettings.For(options);

        // A name must be given. Without a subscription nothing is entered under it, but it is not the service's own in any case.
        settings.GroupId = $"{options.Group}.replay";
        settings.EnableAutoCommit = false;
        settings.EnablePartitionEof = true;
        settings.PartitionAssignmentStrategy = null;
        settings.GroupInstanceId = null;
        try
        {
            return new ConsumerBuilder<Ignore, Ignore>(settings).SetErrorHandler((_, error) => onError(error)).SetLogHandler((_, _) => { }).Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaFeedException($"Kafka source '{options.Name}': the client refuses its properties: {error.Message}", error);
        }
    }
}
