using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A mapping whose keys the file chooses, in the order of the file.</summary>
/// <param name="name">The form of the keys.</param>
/// <param name="item">The form of the values.</param>
/// <param name="max">Most entries.</param>
/// <param name="example">An entry that would do, for the remedy: <c>flow: values.flow</c>.</param>
internal sealed class EntriesForm<T>(TextForm name, Form<T> item, int max, string example) : Form<IReadOnlyDictionary<string, T>>
{
    public override string Rule => $"a mapping of at most {max:N0} entries";

    public override string Range => $"at most {max:N0} entries";

    public override bool IsScalar => false;

    public override bool IsSecret => item.IsSecret;

    public override JsonNode? ToJson(IReadOnlyDictionary<string, T> value) =>
        new JsonObject(value.Select(entry => KeyValuePair.Create(entry.Key, item.ToJson(entry.Value))));

    public override JsonObject ToSchema() => new()
    {
        ["type"] = "object",
        ["maxProperties"] = max,
        ["additionalProperties"] = item.ToSchema(),
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out IReadOnlyDictionary<string, T> value)
    {
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        value = entries.AsReadOnly();
        if (node.Kind != YamlNodeKind.Mapping || node.Pairs.Count > max)
        {
            string was = node.Kind == YamlNodeKind.Mapping ? $"has {node.Pairs.Count:N0} entries and must be {Rule}" : $"must be {Rule}";
            context.Errors.Add(node.Line, node.Column, path, IsSecret ? "" : node.Shown, was, $"write entries such as {example}");
            return context.Fail(path);
        }

        bool read = true;
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((YamlNode keyNode, YamlNode valueNode) in node.Pairs)
        {
            if (!name.TryRead(keyNode, path, "", context, out string key))
            {
                read = false;
                continue;
            }

            string keyPath = $"{path}.{DefinitionErrors.Shown(key)}";
            if (!lines.TryAdd(key, keyNode.Line))
            {
                context.Errors.Add(keyNode.Line, keyNode.Column, keyPath, "", $"repeats line {lines[key]}", "keep one of the two");
                read = false;
                continue;
            }

            context.Give(keyPath, valueNode);
            if (item.TryRead(valueNode, keyPath, "", context, out T one))
            {
                entries.Add(key, one);
            }
            else
            {
                read = false;
            }
        }

        return read || context.Fail(path);
    }
}
