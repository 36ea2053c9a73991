using System.Globalization;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>The address of a Kafka broker: <c>kafka-1:9092</c>, <c>[::1]:9092</c>.</summary>
internal sealed class BrokerForm : Form<string>
{
    private const int MaxLength = 255 + 6; // the longest name of a host, a colon and a port
    private const int MostBrokers = 100;

    /// <summary>One, or a list.</summary>
    public static OneOrListForm<string> OneOrMore { get; } = new(new BrokerForm(), new ListForm<string>(new BrokerForm(), 1, MostBrokers, ("broker", v => v)));

    public override string Rule => "a broker as host:port";

    public override string Range => "host:port";

    public override JsonNode? ToJson(string value) => value;

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = "^[^\\s,/]+:[0-9]+$" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out string value)
    {
        value = node.Text;
        int colon = value.LastIndexOf(':');
        bool fits = node.Kind == YamlNodeKind.Scalar && colon > 0 && value.Length <= MaxLength
            && value.All(c => c is > ' ' and < (char)127 and not (',' or '/'))
            && (value[0] == '[' ? value[colon - 1] == ']' : value.IndexOf(':') == colon)
            && ushort.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
        return fits || RefuseForm(node, path, hint.Length == 0 ? "localhost:9092" : hint, context);
    }
}
