namespace StreamAe.Host.Configuration;

/// <summary>One message an alert or a record, to a topic.</summary>
internal sealed record KafkaSinkConfiguration : SinkConfiguration
{
    /// <summary>Some of the cluster's brokers; the others are learnt from them. Required; 1 to 100 addresses.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>Required.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Further settings of the producer, by the names of librdkafka. Default none.</summary>
    public IReadOnlyDictionary<string, SecretText> Properties { get; init; } = new Dictionary<string, SecretText>();

    protected override string Kind => SinkKeys.KafkaKind;

    protected override string NaturalName => Topic;
}
