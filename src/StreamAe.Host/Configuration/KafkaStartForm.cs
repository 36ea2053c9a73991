using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;
using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Configuration;

/// <summary><c>earliest</c>, <c>latest</c>, or a time in ISO 8601.</summary>
internal sealed class KafkaStartForm : Form<KafkaStart>
{
    private const string EarliestWord = "earliest";
    private const string LatestWord = "latest";

    public override string Rule => "earliest, latest or a time such as 2026-01-31T12:00:00Z";

    public override string Range => "earliest, latest or ISO 8601";

    public override JsonNode? ToJson(KafkaStart value) => value.Place switch
    {
        KafkaStartPlace.Earliest => EarliestWord,
        KafkaStartPlace.Latest => LatestWord,
        _ => value.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
    };

    public override JsonObject ToSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray(EarliestWord, LatestWord) }, new JsonObject { ["type"] = "string", ["format"] = "date-time" }),
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out KafkaStart value)
    {
        value = new KafkaStart(node.Text == LatestWord ? KafkaStartPlace.Latest : KafkaStartPlace.Earliest);
        if (node.Kind == YamlNodeKind.Scalar && node.Text is EarliestWord or LatestWord)
        {
            return true;
        }

        // Seconds since 1970 are taken for event times; here a bare number would rather be an offset, which no topic has one of.
        bool isTime = CsvTime.TryParse(Encoding.UTF8.GetBytes(node.Text), out long ticks) && !double.TryParse(node.Text, CultureInfo.InvariantCulture, out _);
        if (isTime && node.Kind == YamlNodeKind.Scalar)
        {
            value = new KafkaStart(KafkaStartPlace.Time, DateTimeOffset.UnixEpoch.AddTicks(ticks));
            return true;
        }

        string? near = node.Kind == YamlNodeKind.Scalar ? NearestWord.Find(node.Text, [EarliestWord, LatestWord]) : null;
        return near is null ? RefuseForm(node, path, hint, context) : context.Refuse(node, path, $"must be {Rule}", $"did you mean {near}?");
    }
}
