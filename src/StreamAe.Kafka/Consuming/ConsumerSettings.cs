using Confluent.Kafka;

namespace StreamAe.Kafka.Consuming;

/// <summary>librdkafka's properties for a feed: ours, over the user's, over defaults that fit.</summary>
internal static class ConsumerSettings
{
    // The broker's commits are made of what we store, which is what the state store has committed (enable.auto.offset.store = false), every
    // few seconds, when a partition is revoked and at the end. A position the broker no longer has is an error for us to report, not
    // something to be passed over silently (auto.offset.reset = error).
    private static readonly Dictionary<string, string> Fixed = new()
    {
        ["enable.auto.commit"] = "true",
        ["enable.auto.offset.store"] = "false",
        ["auto.offset.reset"] = "error",
        ["partition.assignment.strategy"] = "cooperative-sticky",
        ["allow.auto.create.topics"] = "false",
        ["enable.partition.eof"] = "false",
        ["dotnet.consumer.consume.result.fields"] = "none",
    };

    /// <summary>Of a fetch from one partition; more where a record may be larger.</summary>
    private const int PartitionFetchBytes = 1 << 20;

    /// <summary>What the protocol adds to a record, generously.</summary>
    private const int RecordOverheadBytes = 64 << 10;

    private const int FetchBytes = 16 << 20;

    /// <summary>The library's default.</summary>
    private const int ReceiveBytes = 100_000_000;

    // Memory: what is fetched ahead is at most queued.max.messages.kbytes and one response more (fetch.max.bytes, or one larger message). A
    // queue this short is full often, so the pause before the next fetch is short too (the library's own default of 1 s would starve it).
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["client.id"] = "streamae",
        ["auto.commit.interval.ms"] = "5000",

        // The library waits 45 s for a member that died: as long no alert of its partitions comes. One that is given up too early does no harm.
        // A member hears of a rebalance with its next heartbeat.
        ["session.timeout.ms"] = "10000",
        ["heartbeat.interval.ms"] = "1000",
        ["queued.max.messages.kbytes"] = "16384",
        ["fetch.queue.backoff.ms"] = "10",
        ["topic.metadata.refresh.interval.ms"] = "10000",
        ["reconnect.backoff.max.ms"] = "5000",
        ["socket.keepalive.enable"] = "true",
    };

    /// <exception cref="KafkaFeedException">A property is one of those that the feed relies on.</exception>
    public static ConsumerConfig For(KafkaFeedOptions options)
    {
        int partitionBytes = Math.Max(PartitionFetchBytes, options.MaxRecordBytes + RecordOverheadBytes);
        var settings = new Dictionary<string, string>(Defaults)
        {
            ["fetch.message.max.bytes"] = partitionBytes.ToString(),
            ["fetch.max.bytes"] = Math.Max(FetchBytes, partitionBytes).ToString(),
            // Must be more than fetch.max.bytes.
            ["receive.message.max.bytes"] = Math.Max(ReceiveBytes, partitionBytes + RecordOverheadBytes).ToString(),
        };
        foreach ((string name, string value) in options.Properties)
        {
            if (Fixed.ContainsKey(name) || name is "bootstrap.servers" or "metadata.broker.list" or "group.id")
            {
                throw new KafkaFeedException(
                    $"Kafka source '{options.Name}': the property {name} cannot be set here, because "
                    + (Fixed.TryGetValue(name, out string? ours)
                        ? $"exactly-once effects rely on {name} = {ours}. Remove it."
                        : "it has a key of its own (brokers, group). Use that."));
            }

            settings[name] = value;
        }

        foreach ((string name, string value) in Fixed)
        {
            settings[name] = value;
        }

        settings["bootstrap.servers"] = options.Brokers;
        settings["group.id"] = options.Group;
        return new ConsumerConfig(settings);
    }
}
