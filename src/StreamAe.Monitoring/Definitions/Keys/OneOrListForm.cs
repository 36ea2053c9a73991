using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A list, of which one entry may be written without its brackets.</summary>
internal sealed class OneOrListForm<T>(Form<T> item, ListForm<T> list) : Form<IReadOnlyList<T>>
{
    public override string Rule => $"{item.Rule}, or {list.Rule}";

    public override string Range => $"one or {list.Range}; each {item.Range}";

    public override bool IsScalar => false;

    public override JsonNode? ToJson(IReadOnlyList<T> value) => value.Count == 1 ? item.ToJson(value[0]) : list.ToJson(value);

    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(item.ToSchema(), list.ToSchema()) };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out IReadOnlyList<T> value)
    {
        // What an owner has before it is read; no value that would do.
        hint = hint == "[]" ? "" : hint;
        if (node.Kind == YamlNodeKind.Sequence)
        {
            return list.TryRead(node, path, hint, context, out value);
        }

        bool read = item.TryRead(node, path, hint, context, out T one);
        value = read ? [one] : [];
        return read;
    }
}
