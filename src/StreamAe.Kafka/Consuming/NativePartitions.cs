using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamAe.Kafka.Native;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// Finds the partition of a message by its native topic, so that no text is made of it. What was found is good as long as this member has
/// the same partitions: a topic's native object can go with them, and another take its place.
/// </summary>
internal sealed unsafe class NativePartitions(Membership membership)
{
    private readonly Dictionary<(nint Topic, int Partition), FeedPartition> _found = [];
    private int _version;

    public static string TopicOf(NativeMessage* message) => Marshal.PtrToStringUTF8(LibRdKafka.TopicName(message->Topic)) ?? string.Empty;

    public FeedPartition? Find(NativeMessage* message)
    {
        if (_version != membership.Version)
        {
            _found.Clear();
            _version = membership.Version;
        }

        (nint, int) key = (message->Topic, message->Partition);
        if (!_found.TryGetValue(key, out FeedPartition? partition)
            && (partition = membership.Find(new TopicPartition(TopicOf(message), message->Partition))) is not null)
        {
            _found.Add(key, partition);
        }

        return partition;
    }
}
