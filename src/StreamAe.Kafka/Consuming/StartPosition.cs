namespace StreamAe.Kafka.Consuming;

/// <summary>Where a partition is begun that the store knows nothing of.</summary>
public enum StartPosition
{
    /// <summary>At the oldest message that the broker still has.</summary>
    Earliest,

    /// <summary>
    /// After the newest message at the time of the first assignment; that position is stored at once. Partitions that are added to a topic
    /// afterwards are read from their beginning.
    /// </summary>
    Latest,

    /// <summary>At the first message of <see cref="KafkaFeedOptions.StartTime"/> or later.</summary>
    Timestamp,
}
