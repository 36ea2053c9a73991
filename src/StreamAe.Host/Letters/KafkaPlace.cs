using System.Globalization;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Letters;

/// <summary>A partition of a Kafka source, as dead letters name it: <c>NAME/kafka:TOPIC/PARTITION</c>.</summary>
internal sealed record KafkaPlace(string Topic, int Partition)
{
    /// <returns>Null where it is no partition of the source.</returns>
    public static KafkaPlace? Parse(string place, KafkaSource source)
    {
        string prefix = $"{source.Name}/kafka:";
        int slash = place.LastIndexOf('/');
        return place.StartsWith(prefix, StringComparison.Ordinal)
            && slash > prefix.Length
            && int.TryParse(place.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
                ? new KafkaPlace(place[prefix.Length..slash], partition)
                : null;
    }
}
