using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A finite number between two bounds, each included unless it is said to be open.</summary>
internal sealed class NumberForm<T>(double min, double max, bool openMin = false, bool openMax = false) : Form<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override string Rule => $"a number {Bounds}";

    public override string Range => (openMin, openMax) switch
    {
        (true, true) => $"strictly between {Text(min)} and {Text(max)}",
        (true, false) => $"above {Text(min)}, at most {Text(max)}",
        (false, true) => $"{Text(min)} to below {Text(max)}",
        _ => $"{Text(min)} to {Text(max)}",
    };

    private string Bounds => (openMin, openMax) switch
    {
        (true, true) => Range,
        (true, false) => $"above {Text(min)} and not above {Text(max)}",
        (false, true) => $"at or above {Text(min)} and below {Text(max)}",
        _ => $"between {Text(min)} and {Text(max)}",
    };

    public override JsonNode? ToJson(T value) => JsonValue.Create(value);

    public override JsonObject ToSchema() => new()
    {
        ["type"] = "number",
        [openMin ? "exclusiveMinimum" : "minimum"] = min,
        [openMax ? "exclusiveMaximum" : "maximum"] = max,
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = default;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool number = double.TryParse(node.Text, Style, CultureInfo.InvariantCulture, out double read);
        if (node.Kind != YamlNodeKind.Scalar || !number)
        {
            return RefuseForm(node, path, hint, context);
        }

        if (!node.IsPlain)
        {
            return context.Refuse(node, path, "is text because of its quotes", "remove the quotes");
        }

        // double.TryParse turns 1e400 into infinity and reads NaN, for which every comparison is false: both are refused here.
        value = T.CreateSaturating(read);
        bool within = (openMin ? read > min : read >= min) && (openMax ? read < max : read <= max);
        return within || RefuseBounds(node, path, Bounds, hint, context);
    }

    private static string Text(double bound) => bound.ToString("#,0.####");
}
