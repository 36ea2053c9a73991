using Confluent.Kafka;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// How many partitions topics had when they were begun. One that is added later may hold messages before anybody notices it: "latest" would
/// lose them.
/// </summary>
internal sealed class KnownPartitions(KafkaFeedOptions options)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Of earlier runs, and of other processes that share the store.</summary>
    /// <param name="sources">That have positions in the store, of this feed and of others.</param>
    public void Restore(IEnumerable<string> sources)
    {
        string prefix = options.SourceOf("");
        foreach (string source in sources)
        {
            int end = source.LastIndexOf('/');
            if (source.StartsWith(prefix, StringComparison.Ordinal) && end > prefix.Length
                && int.TryParse(source.AsSpan(end + 1), out int partition))
            {
                string topic = source[prefix.Length..end];
                _counts[topic] = Math.Max(_counts.GetValueOrDefault(topic), partition + 1);
            }
        }
    }

    /// <summary>Its topic was begun without it. A topic that was not begun yet is, with what it has now.</summary>
    /// <exception cref="KafkaException">The broker did not answer.</exception>
    public bool IsAdded(IClient client, TopicPartition id)
    {
        if (_counts.TryGetValue(id.Topic, out int count))
        {
            return id.Partition.Value >= count;
        }

        using IAdminClient admin = new DependentAdminClientBuilder(client.Handle).Build();
        int found = admin.GetMetadata(id.Topic, StartOffset.BrokerLimit).Topics.Sum(t => t.Partitions.Count);
        _counts[id.Topic] = Math.Max(found, id.Partition.Value + 1);
        return false;
    }
}
