using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StreamAe.Monitoring.Definitions.Yaml;

/// <summary>Writes JSON values as the YAML a person would write.</summary>
internal static class YamlText
{
    // Words that stay text without quotes, durations and sizes. Everything else is quoted rather than guessed at.
    private static readonly Regex Plain = new("^(?:[A-Za-z][A-Za-z0-9_]*|[0-9]+(?:ms|[smhd]|[KMGT]iB))$", RegexOptions.NonBacktracking);

    private static readonly HashSet<string> NotText = new(
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Sections as blocks, everything within a key in flow form.</summary>
    public static string Write(JsonObject document)
    {
        StringBuilder text = new();
        foreach ((string key, JsonNode? value) in document)
        {
            if (value is JsonObject section)
            {
                text.Append(key).Append(":\n");
                foreach ((string inner, JsonNode? innerValue) in section)
                {
                    text.Append("  ").Append(inner).Append(": ").Append(Flow(innerValue!)).Append('\n');
                }
            }
            else
            {
                text.Append(key).Append(": ").Append(Flow(value!)).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string Flow(JsonNode value) => value switch
    {
        JsonObject mapping => "{" + string.Join(", ", mapping.Select(p => $"{p.Key}: {Flow(p.Value!)}")) + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(item => Flow(item!))) + "]",
        _ when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text)
    {
        if (Plain.IsMatch(text) && !text.EndsWith('\n') && !NotText.Contains(text))
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => quoted.Append($"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
