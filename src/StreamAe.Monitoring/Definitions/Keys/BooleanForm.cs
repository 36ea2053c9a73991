using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanForm : Form<bool>
{
    public override string Rule => Range;

    public override string Range => "true or false";

    public override JsonNode? ToJson(bool value) => JsonValue.Create(value);

    public override JsonObject ToSchema() => new() { ["type"] = "boolean" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out bool value)
    {
        value = node.Kind == YamlNodeKind.Scalar && node.Text == "true";
        bool read = value || (node.Kind == YamlNodeKind.Scalar && node.Text == "false");
        return !read ? RefuseForm(node, path, hint, context)
            : node.IsPlain || context.Refuse(node, path, "is text because of its quotes", "remove the quotes");
    }
}
