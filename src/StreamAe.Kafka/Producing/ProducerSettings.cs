using Confluent.Kafka;

namespace StreamAe.Kafka.Producing;

/// <summary>librdkafka's properties for a producer: ours, over the user's, over defaults that fit.</summary>
internal static class ProducerSettings
{
    private static readonly Dictionary<string, string> Fixed = new()
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
    };

    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["client.id"] = "streamae",
        // As the Java clients do: an entity is in the same partition whoever writes it.
        ["partitioner"] = "murmur2_random",
        ["linger.ms"] = "5",
        // The broker and the topic have the say (message.max.bytes), not the client.
        ["message.max.bytes"] = "104857600",
        ["reconnect.backoff.max.ms"] = "5000",
        ["socket.keepalive.enable"] = "true",
        ["dotnet.producer.delivery.report.fields"] = "status",
    };

    /// <exception cref="KafkaSinkException">A property is one of those that the sink relies on.</exception>
    public static ProducerConfig For(KafkaSinkOptions options)
    {
        var settings = new Dictionary<string, string>(Defaults);
        foreach ((string name, string value) in options.Properties)
        {
            if (Fixed.TryGetValue(name, out string? ours))
            {
                throw new KafkaSinkException(
                    $"Kafka sink '{options.Name}': the property {name} cannot be set here, because no loss and no doubles rely on {name} = {ours}. Remove it.");
            }

            if (name is "bootstrap.servers" or "metadata.broker.list" or "transactional.id")
            {
                throw new KafkaSinkException($"Kafka sink '{options.Name}': the property {name} cannot be set here. Use the key brokers; there are no transactions.");
            }

            settings[name] = value;
        }

        foreach ((string name, string value) in Fixed)
        {
            settings[name] = value;
        }

        settings["bootstrap.servers"] = options.Brokers;
        return new ProducerConfig(settings);
    }

    /// <summary>Equal for sinks that can share a producer. Holds secrets: for comparing only.</summary>
    public static string KeyOf(KafkaSinkOptions options) =>
        string.Join('\n', options.Properties.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}").Prepend(options.Brokers));
}
