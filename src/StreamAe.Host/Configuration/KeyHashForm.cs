using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>The hash of a key. What is refused is not shown: it may be the key itself.</summary>
internal sealed class KeyHashForm : Form<string>
{
    public const string Prefix = "sha256:";

    private const string Pattern = "^sha256:[0-9a-f]{64}$";

    private static readonly Regex Hash = new(Pattern, RegexOptions.NonBacktracking);

    public override string Rule => $"{Prefix} and 64 hexadecimal digits";

    public override string Range => Rule;

    public override bool IsSecret => true;

    public override JsonNode? ToJson(string value) => value;

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = Pattern };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out string value)
    {
        value = node.Text;
        if (node.Kind == YamlNodeKind.Scalar && node.Text.Length == Prefix.Length + 64 && Hash.IsMatch(node.Text))
        {
            return true;
        }

        context.Errors.Add(node.Line, node.Column, path, "", $"must be {Rule}", "write the line that streamae keys create prints, not the key");
        return context.Fail(path);
    }
}
