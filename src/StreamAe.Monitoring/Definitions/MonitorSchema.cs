using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Definitions;

/// <summary>The JSON Schema (draft 2020-12) of monitor files, for editors that complete and check YAML as it is typed.</summary>
public static class MonitorSchema
{
    // The text goes into a file, never into HTML, so × and quotes may stay readable.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema, indented, ending in a line feed. Rules about several keys are not in it; the loader checks those.</summary>
    public static string ToJson()
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "StreamAe monitor file",
        };
        foreach ((string name, JsonNode? value) in MonitorKeys.Root.ToSchema())
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(Readable) + "\n";
    }
}
