namespace StreamAe.Host.Configuration;

/// <summary>Which settings of librdkafka are not left to the file.</summary>
internal static class KafkaProperties
{
    private const string Remove = "remove it";

    private static readonly Dictionary<string, string> Remedies = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "write brokers: beside properties:",
        ["metadata.broker.list"] = "write brokers: beside properties:",
        ["group.id"] = "write group: beside properties:",
        ["auto.offset.reset"] = "write start: beside properties:",
        ["enable.auto.commit"] = Remove,
        ["auto.commit.enable"] = Remove,
        ["auto.commit.interval.ms"] = Remove,
        ["enable.auto.offset.store"] = Remove,
        ["offset.store.method"] = Remove,
        ["partition.assignment.strategy"] = Remove,
        ["group.protocol"] = Remove,
        ["group.remote.assignor"] = Remove,
        ["enable.partition.eof"] = Remove,
        ["isolation.level"] = Remove,
    };

    private static readonly string[] AnyClient =
        ["security.", "sasl.", "ssl.", "enable.sasl", "enable.ssl", "client.", "socket.", "broker.", "reconnect.", "metadata.", "debug"];

    /// <summary>Those that say how brokers are reached: a producer beside a consumer needs the same.</summary>
    public static IEnumerable<KeyValuePair<string, SecretText>> OfAnyClient(IReadOnlyDictionary<string, SecretText> properties) =>
        properties.Where(p => AnyClient.Any(prefix => p.Key.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>What to do instead of giving the setting; null where it is the file's.</summary>
    public static string? RemedyOf(string name) =>
        Remedies.GetValueOrDefault(name) ?? (name.EndsWith("_cb", StringComparison.Ordinal) || name == "opaque" ? Remove : null);
}
