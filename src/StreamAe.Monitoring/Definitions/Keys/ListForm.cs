using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A list of <paramref name="min"/> to <paramref name="max"/> values of one form.</summary>
/// <param name="item">The form of each.</param>
/// <param name="min">Fewest.</param>
/// <param name="max">Most.</param>
/// <param name="identity">When given, what must differ between items: its name and how to take it.</param>
/// <param name="partial">Whether a list with refused items still holds the others.</param>
internal sealed class ListForm<T>(Form<T> item, int min, int max, (string Name, Func<T, string> Of)? identity = null, bool partial = false)
    : Form<IReadOnlyList<T>>
{
    public override string Rule => $"a list of {min:N0} to {max:N0} entries";

    public override string Range => item is IntegerForm<int>
        ? $"{min:N0} to {max:N0} entries, each {item.Range}"
        : $"{min:N0} to {max:N0} entries";

    public override bool IsScalar => false;

    public override bool IsPartial => partial;

    public override IReadOnlyList<KeyDescription> Keys => item.Keys;

    public override JsonNode? ToJson(IReadOnlyList<T> value) => new JsonArray([.. value.Select(item.ToJson)]);

    public override JsonObject ToSchema() => new()
    {
        ["type"] = "array",
        ["minItems"] = min,
        ["maxItems"] = max,
        ["items"] = item.ToSchema(),
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out IReadOnlyList<T> value)
    {
        value = [];
        if (node.Kind != YamlNodeKind.Sequence || node.Items.Count < min || node.Items.Count > max)
        {
            string was = node.Kind == YamlNodeKind.Sequence ? $"has {node.Items.Count:N0} entries and must be {Rule}" : $"must be {Rule}";
            return context.Refuse(node, path, was, hint.Length == 0 ? "write it as [a, b]" : $"try {hint}");
        }

        bool read = true;
        List<T> items = new(node.Items.Count);
        Dictionary<string, int> lines = [];
        for (int i = 0; i < node.Items.Count; i++)
        {
            YamlNode child = node.Items[i];
            string childPath = $"{path}[{i}]";
            if (!item.TryRead(child, childPath, "", context, out T one))
            {
                read = false;
            }
            else if (identity is { } id && !lines.TryAdd(id.Of(one), child.Line))
            {
                string word = id.Of(one);
                read = context.Refuse(
                    child, childPath, $"repeats the {id.Name} {DefinitionErrors.Shown(word)} of line {lines[word]}", "keep one of the two");
            }
            else
            {
                items.Add(one);
            }
        }

        value = items.AsReadOnly();
        return read || context.Fail(path);
    }
}
