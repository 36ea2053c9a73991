namespace StreamAe.Kafka.Consuming;

/// <summary>How far the reading of one partition is.</summary>
/// <param name="Position">Of the next message to read; null before the first.</param>
/// <param name="CommittedPosition">Everything before it is durable; null where nothing became durable since the assignment.</param>
/// <param name="HighWatermark">Of the message that the producer will write next; null where the broker has not said it.</param>
/// <param name="Deleted">Messages that the broker deleted before they were read, since the assignment.</param>
public sealed record PartitionStatus(
    string Topic, int Partition, long? Position, long? CommittedPosition, long? HighWatermark, long Deleted = 0)
{
    /// <summary>Messages that the broker has and that were not read yet; null where not known.</summary>
    public long? Lag => HighWatermark is long high && Position is long position ? Math.Max(0, high - position) : null;
}
