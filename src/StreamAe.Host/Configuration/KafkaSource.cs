using StreamAe.Kafka.Decoding;

namespace StreamAe.Host.Configuration;

/// <summary>Topics of a Kafka cluster. Every monitor of the source reads them as a member of a consumer group of its own.</summary>
internal sealed record KafkaSource : SourceConfiguration
{
    /// <summary>Some of the cluster's brokers; the others are learnt from them. Required; 1 to 100 addresses.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>Topics, or one pattern of topics. Required; 1 to 1,000 names.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The consumer group; monitors add their name to it. Default streamae; letters, digits, '.', '_' and '-', at most 100 characters.</summary>
    public string Group { get; init; } = "streamae";

    /// <summary>Default the earliest message.</summary>
    public KafkaStart Start { get; init; }

    /// <summary>What messages look like. The path of descriptors is ready to use.</summary>
    public KafkaFormat Format { get; init; } = new();

    /// <summary>Where messages go that could not be read, beside the file of dead letters. Default none.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Settings of librdkafka, by their names there. Default none; at most 1,000.</summary>
    public IReadOnlyDictionary<string, SecretText> Properties { get; init; } = new Dictionary<string, SecretText>();
}
