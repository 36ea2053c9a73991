using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
internal sealed class IntegerForm<T>(T min, T max) : Form<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override string Rule => $"a whole number from {Range}";

    public override string Range => $"{min:N0} to {max:N0}";

    public override JsonNode? ToJson(T value) => JsonValue.Create(value);

    public override JsonObject ToSchema() => new()
    {
        ["type"] = "integer",
        ["minimum"] = JsonValue.Create(min),
        ["maximum"] = JsonValue.Create(max),
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = default;
        if (node.Kind != YamlNodeKind.Scalar)
        {
            return RefuseForm(node, path, hint, context);
        }

        bool whole = T.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        if (whole && !node.IsPlain)
        {
            return context.Refuse(node, path, "is text because of its quotes", "remove the quotes");
        }

        return whole ? (value >= min && value <= max) || RefuseBounds(node, path, $"between {min:N0} and {max:N0}", hint, context)
            : RefuseForm(node, path, hint, context);
    }
}
