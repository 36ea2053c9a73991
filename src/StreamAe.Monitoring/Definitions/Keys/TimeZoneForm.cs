using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A time zone that this machine knows, by its IANA name.</summary>
internal sealed class TimeZoneForm : Form<string>
{
    private const int MaxLength = 100;

    public override string Rule => "a time zone that this machine knows, such as UTC or Europe/Berlin";

    public override string Range => "UTC, Europe/Berlin or another zone that this machine knows";

    public override JsonNode? ToJson(string value) => value;

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = MaxLength };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out string value)
    {
        value = node.Text;
        return (node.Kind == YamlNodeKind.Scalar && value.Length <= MaxLength && TimeZoneInfo.TryFindSystemTimeZoneById(value, out _))
            || RefuseForm(node, path, hint, context);
    }
}
