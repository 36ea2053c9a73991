using System.Net;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>An IP address as it is usually written: <c>127.0.0.1</c>, <c>0.0.0.0</c>, <c>::1</c>.</summary>
internal sealed class IpAddressForm : Form<IPAddress>
{
    public override string Rule => "an IP address such as 127.0.0.1 or 0.0.0.0";

    public override string Range => "an IP address";

    public override JsonNode? ToJson(IPAddress value) => value.ToString();

    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(Format("ipv4"), Format("ipv6")) };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out IPAddress value)
    {
        // 127.1 and 0x7f000001 are addresses for some programs and others for others: only what reads back as it is written.
        value = IPAddress.None;
        return (node.Kind == YamlNodeKind.Scalar && IPAddress.TryParse(node.Text, out value!) && (value.ToString() == node.Text || node.Text.Contains(':')))
            || RefuseForm(node, path, hint, context);
    }

    private static JsonObject Format(string format) => new() { ["type"] = "string", ["format"] = format };
}
