namespace StreamAe.Kafka.Producing;

/// <summary>Where a sink writes.</summary>
public sealed record KafkaSinkOptions
{
    /// <summary>Unique among the sinks of a process, stable across restarts.</summary>
    public required string Name { get; init; }

    /// <summary><c>HOST:PORT,…</c>.</summary>
    public required string Brokers { get; init; }

    public required string Topic { get; init; }

    /// <summary>
    /// How many of the newest messages of each partition are looked through for ids that a crash left unmarked, at the first publication and
    /// after a failed one. Default 20,000; 0 to 1,000,000. What was written before them and is published again is double in the topic, under
    /// the same id: choose more than one publication holds, and more than other writers add to the topic meanwhile.
    /// </summary>
    public int LookBack { get; init; } = 20_000;

    /// <summary>librdkafka's properties, such as <c>security.protocol</c>; may hold secrets. Those that the sink relies on are refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Name), nameof(Name), Name, "not empty");
        Require(!string.IsNullOrWhiteSpace(Brokers), nameof(Brokers), Brokers, "HOST:PORT,…");
        Require(!string.IsNullOrWhiteSpace(Topic), nameof(Topic), Topic, "not empty");
        Require(LookBack is >= 0 and <= 1_000_000, nameof(LookBack), LookBack, "0 to 1,000,000");
    }

    private void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"Kafka sink '{Name}': {name} is '{value}', but must be {rule}.");
        }
    }
}
