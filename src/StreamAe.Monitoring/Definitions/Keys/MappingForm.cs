using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A mapping whose keys are listed; keys left out keep the value they have in <paramref name="defaults"/>.</summary>
internal sealed class MappingForm<T>(T defaults, IReadOnlyList<Key<T>> keys) : Form<T>
{
    public override string Rule => $"a mapping with keys such as {keys[0].Name}";

    public override string Range => "";

    public override bool IsScalar => false;

    public override bool IsPartial => true;

    public override IReadOnlyList<KeyDescription> Keys { get; } = [.. keys.Select(k => k.Describe(defaults))];

    public override JsonNode? ToJson(T value)
    {
        JsonObject json = [];
        foreach (Key<T> key in keys)
        {
            if (key.ToJson(value) is { } member)
            {
                json[key.Name] = member;
            }
        }

        return json;
    }

    public override JsonObject ToSchema()
    {
        JsonObject properties = [];
        foreach (Key<T> key in keys)
        {
            properties[key.Name] = key.ToSchema(defaults);
        }

        JsonObject schema = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (keys.Any(k => k.IsRequired))
        {
            schema["required"] = new JsonArray([.. keys.Where(k => k.IsRequired).Select(k => JsonValue.Create(k.Name))]);
        }

        return schema;
    }

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = defaults;
        if (node.Kind != YamlNodeKind.Mapping)
        {
            return context.Refuse(node, path, $"must be {Rule}", $"write {keys[0].Name}: and its value, indented below");
        }

        bool read = true;
        Dictionary<string, int> lines = [];
        foreach ((YamlNode keyNode, YamlNode valueNode) in node.Pairs)
        {
            if (keyNode.Kind != YamlNodeKind.Scalar)
            {
                read = context.Refuse(keyNode, path, "stands where a key should", "a key is a plain word");
                continue;
            }

            string keyPath = Join(path, DefinitionErrors.Shown(keyNode.Text));
            if (!lines.TryAdd(keyNode.Text, keyNode.Line))
            {
                context.Errors.Add(keyNode.Line, keyNode.Column, keyPath, "", $"repeats line {lines[keyNode.Text]}", "keep one of the two");
                read = false;
            }
            else if (keys.FirstOrDefault(k => k.Name == keyNode.Text) is { } key)
            {
                context.Give(keyPath, valueNode);
                read &= key.TryReadInto(ref value, valueNode, keyPath, defaults, context);
            }
            else
            {
                context.Errors.Add(keyNode.Line, keyNode.Column, keyPath, "", "is not a known key", Suggest(keyNode.Text, path, context.Errors.Dialect.Paths));
                read = false;
            }
        }

        foreach (Key<T> key in keys.Where(k => k.IsRequired && !lines.ContainsKey(k.Name)))
        {
            context.Errors.Add(node.Line, node.Column, Join(path, key.Name), "", "is missing", $"add {key.Name}: and a value");
            read = context.Fail(Join(path, key.Name));
        }

        return read;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private string Suggest(string word, string path, IReadOnlyList<string> paths)
    {
        if (word.Contains('.') && paths.Contains(word))
        {
            return $"write {word[(word.IndexOf('.') + 1)..]}: indented below {word[..word.IndexOf('.')]}:";
        }

        if (NearestWord.Find(word, keys.Select(k => k.Name)) is { } near)
        {
            return $"did you mean {Join(path, near)}?";
        }

        string? elsewhere = paths.FirstOrDefault(p => p == word || p.EndsWith("." + word));
        return elsewhere is not null
            ? $"did you mean {elsewhere}?"
            : $"known here: {string.Join(", ", keys.Select(k => k.Name))}";
    }
}
