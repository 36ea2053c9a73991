using Confluent.Kafka;

namespace StreamAe.Kafka.Producing;

/// <summary>The newest messages of an output topic, read back for the ids of what was written before a crash.</summary>
internal static class TopicTail
{
    private static readonly TimeSpan BrokerLimit = TimeSpan.FromSeconds(10);
    private const int ReadLimitMs = 10_000;

    /// <summary>The <c>id</c> headers among the newest <paramref name="lookBack"/> messages of each partition. Blocks.</summary>
    /// <exception cref="KafkaException">A broker did not answer.</exception>
    public static HashSet<string> ReadIds(KafkaSinkOptions options, int lookBack, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        using IConsumer<Ignore, Ignore> consumer = Connect(options);
        var unread = new HashSet<TopicPartition>();
        var starts = new List<TopicPartitionOffset>();
        foreach (TopicPartition partition in PartitionsOf(consumer, options.Topic))
        {
            WatermarkOffsets range = consumer.QueryWatermarkOffsets(partition, BrokerLimit);
            long start = Math.Max(range.Low, range.High - lookBack);
            if (start < range.High)
            {
                unread.Add(partition);
                starts.Add(new TopicPartitionOffset(partition, start));
            }
        }

        consumer.Assign(starts);
        while (unread.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ConsumeResult<Ignore, Ignore> read = consumer.Consume(ReadLimitMs)
                ?? throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"Topic {options.Topic} could not be read back within {ReadLimitMs} ms."));
            if (read.IsPartitionEOF)
            {
                unread.Remove(read.TopicPartition);
            }
            else if (read.Message.Headers?.TryGetLastBytes(MessageHeader.Id, out byte[] id) == true)
            {
                ids.Add(MessageHeader.Text(id));
            }
        }

        return ids;
    }

    private static IConsumer<Ignore, Ignore> Connect(KafkaSinkOptions options)
    {
        // Producer properties that a consumer does not know would only be warned of; the connection's are what matters.
        var settings = new Dictionary<string, string>(options.Properties.Where(p => IsOfConnection(p.Key)))
        {
            ["bootstrap.servers"] = options.Brokers,
            ["client.id"] = "streamae",
            // Required by the client; nothing joins it and nothing is committed.
            ["group.id"] = "streamae-read-back",
            ["enable.auto.commit"] = "false",
            ["enable.partition.eof"] = "true",
            ["auto.offset.reset"] = "earliest",
            ["dotnet.consumer.consume.result.fields"] = "headers,topic",
        };
        return new ConsumerBuilder<Ignore, Ignore>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    private static bool IsOfConnection(string property) =>
        property is "security.protocol" or "client.dns.lookup" or "broker.address.family" or "socket.timeout.ms"
        || property.StartsWith("ssl.", StringComparison.Ordinal)
        || property.StartsWith("sasl.", StringComparison.Ordinal)
        || property.StartsWith("enable.ssl.", StringComparison.Ordinal)
        || property.StartsWith("enable.sasl.", StringComparison.Ordinal)
        || property.StartsWith("https.", StringComparison.Ordinal);

    private static IEnumerable<TopicPartition> PartitionsOf(IConsumer<Ignore, Ignore> consumer, string topic)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        // Of all topics: asking for one by name can create it.
        TopicMetadata? found = admin.GetMetadata(BrokerLimit).Topics.Find(t => t.Topic == topic);
        return (found?.Partitions ?? []).Select(p => new TopicPartition(topic, p.PartitionId));
    }
}
