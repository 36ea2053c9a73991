namespace StreamAe.Kafka.Consuming;

/// <summary>How one source of one monitor reads its topics.</summary>
public sealed record KafkaFeedOptions
{
    /// <summary>The source's name in the service file; the name of a partition is <c>NAME/kafka:TOPIC/PARTITION</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>HOST:PORT,…</c>: one that answers is enough to find the others.</summary>
    public required string Brokers { get; init; }

    /// <summary>Topic names; one that begins with <c>^</c> is a regular expression, and topics that match it later are read too.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The consumer group. Processes with the same group share the partitions; two monitors need two groups.</summary>
    public required string Group { get; init; }

    /// <summary>The monitor that is fed: copies of dead letters that are meant for another one are passed over. Null: all are taken.</summary>
    public string? Monitor { get; init; }

    /// <summary>Default <see cref="StartPosition.Earliest"/>.</summary>
    public StartPosition Start { get; init; }

    /// <summary>Required for <see cref="StartPosition.Timestamp"/>.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The record sink that takes the original bytes of bad messages; null for none: they are counted and described in any case.</summary>
    public string? DeadLetterSink { get; init; }

    /// <summary>Key and value together; a larger message is a bad one. Default 1 MiB; 1 to 100,000,000. Larger takes more memory.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>Most observations a poll; default 4096, at most 1,048,576. More batches better, fewer shorten the time to a verdict.</summary>
    public int PollRows { get; init; } = 4096;

    /// <summary>Longest wait of a poll's first observation for others. Default 20 ms; 0 to 50 ms. Longer makes larger polls.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Bound of what a rebalance waits for the effects of revoked partitions to become durable. Default 30 s; 0 to 200 s.</summary>
    public TimeSpan RevocationLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before a partition is claimed again that another process claimed while the group says it is ours. Default 30 s.</summary>
    public TimeSpan ReclaimAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the consumer thread may be away: see <see cref="StandstillWatch"/>. Far more than any turn takes.</summary>
    internal TimeSpan StandstillLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>librdkafka's properties, such as <c>security.protocol</c>; may hold secrets. Those that the feed relies on are refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>What a partition, or with nothing behind it a topic, is called in the store: what comes behind the name and the kind.</summary>
    internal string SourceOf(string place) => $"{Name}/kafka:{place}";

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Name), nameof(Name), Name, "not empty");
        Require(!string.IsNullOrWhiteSpace(Brokers), nameof(Brokers), Brokers, "HOST:PORT,…");
        Require(!string.IsNullOrWhiteSpace(Group), nameof(Group), Group, "not empty");
        Require(Topics.Count > 0 && !Topics.Any(string.IsNullOrWhiteSpace), nameof(Topics), string.Join(", ", Topics), "one topic or more");
        Require(Start != StartPosition.Timestamp || StartTime is not null, nameof(StartTime), StartTime, "a time, because start is a timestamp");
        Require(MaxRecordBytes is >= 1 and <= 100_000_000, nameof(MaxRecordBytes), MaxRecordBytes, "1 to 100,000,000");
        Require(PollRows is >= 1 and <= 1 << 20, nameof(PollRows), PollRows, "1 to 1,048,576");
        Require(Linger >= TimeSpan.Zero && Linger <= TimeSpan.FromMilliseconds(50), nameof(Linger), Linger, "0 to 50 ms");
        // Beyond max.poll.interval.ms (300 s) the group would throw the member out in the middle of it.
        Require(
            RevocationLimit >= TimeSpan.Zero && RevocationLimit <= TimeSpan.FromSeconds(200), nameof(RevocationLimit), RevocationLimit, "0 to 200 s");
        Require(ReclaimAfter > TimeSpan.Zero, nameof(ReclaimAfter), ReclaimAfter, "more than 0");
    }

    private void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"Kafka source '{Name}': {name} is '{value}', but must be {rule}.");
        }
    }
}
