using System.Globalization;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A time of the day to the minute: <c>22:00</c>.</summary>
internal sealed class TimeOfDayForm : Form<TimeOnly>
{
    private const string Format = "HH:mm";

    public override string Rule => "a time of the day such as 22:00";

    public override string Range => "00:00 to 23:59";

    public override JsonNode? ToJson(TimeOnly value) => value.ToString(Format, CultureInfo.InvariantCulture);

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]$" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out TimeOnly value)
    {
        value = default;
        return (node.Kind == YamlNodeKind.Scalar
                && TimeOnly.TryParseExact(node.Text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
            || RefuseForm(node, path, hint, context);
    }
}
