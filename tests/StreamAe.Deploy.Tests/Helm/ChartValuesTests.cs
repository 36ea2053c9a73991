using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamAe.Deploy.Tests.Helm;

/// <summary>values.yaml, its schema and the table of the chart's README say the same.</summary>
public sealed class ChartValuesTests
{
    private const string Begin = "<!-- values: written by the tests -->";
    private const string End = "<!-- end of values -->";

    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Chart.Folder, "values.schema.json")))!;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Schema_DescribesEveryValue_AndRefusesOthers()
    {
        foreach ((string path, JsonObject schema) in Objects("", Schema.AsObject()))
        {
            Assert.True(schema["description"] is not null || path == "", $"{path} has no description");
            if (schema["properties"] is JsonObject properties)
            {
                Assert.True(schema["additionalProperties"] is JsonValue refused && !(bool)refused, $"{path} lets unknown values through");
                Assert.All(properties, p => Assert.False(string.IsNullOrWhiteSpace((string?)p.Value!["description"]), $"{path}.{p.Key} has no description"));
            }
        }
    }

    [Fact]
    public void Defaults_AreThoseOfTheSchema()
    {
        JsonNode values = YamlText.Read(Path.Combine(Chart.Folder, "values.yaml"));
        foreach ((string path, JsonObject schema) in Objects("", Schema.AsObject()).Where(o => o.Schema.ContainsKey("default")))
        {
            JsonNode? value = path.Split('.').Aggregate((JsonNode?)values, (node, name) => node is JsonObject map && map.ContainsKey(name)
                ? map[name]
                : throw new InvalidDataException($"values.yaml has no {path}"));
            Assert.True(JsonNode.DeepEquals(value, schema["default"]), $"{path} is {value?.ToJsonString()}, and its schema says {schema["default"]?.ToJsonString()}");
        }
    }

    [Fact]
    public void Readme_ListsEveryValue()
    {
        var table = new StringBuilder($"{Begin}\n\n| Value | Default | Meaning |\n|---|---|---|\n");
        foreach ((string path, JsonObject schema) in Objects("", Schema.AsObject()).Where(o => o.Path != "" && !o.Schema.ContainsKey("properties")))
        {
            string initial = schema.ContainsKey("default") ? $"`{(schema["default"]?.ToJsonString(Readable) ?? "null").Replace("|", "\\|")}`" : "";
            string choices = schema["enum"] is JsonArray words ? $" ({string.Join(", ", words.Select(w => $"`{w}`"))})" : "";
            table.Append($"| `{path}` | {initial} | {(string?)schema["description"]}{choices} |\n");
        }

        table.Append($"\n{End}");
        string file = Path.Combine(Chart.Folder, "README.md");
        string text = File.ReadAllText(file);
        int from = text.IndexOf(Begin, StringComparison.Ordinal), to = text.IndexOf(End, StringComparison.Ordinal);
        GeneratedFile.AssertCurrent(file, text[..from] + table + text[(to + End.Length)..]);
    }

    /// <summary>The schemas of values, in the order of the file; not those of items of lists.</summary>
    private static IEnumerable<(string Path, JsonObject Schema)> Objects(string path, JsonObject schema)
    {
        yield return (path, schema);
        foreach ((string name, JsonNode? below) in schema["properties"]?.AsObject() ?? [])
        {
            foreach ((string, JsonObject) found in Objects(path == "" ? name : $"{path}.{name}", below!.AsObject()))
            {
                yield return found;
            }
        }
    }
}
