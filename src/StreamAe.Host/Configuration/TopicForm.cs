using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>The name of a Kafka topic.</summary>
/// <param name="patterns">A regular expression that begins with <c>^</c> is allowed too.</param>
internal sealed class TopicForm(bool patterns) : Form<string>
{
    /// <summary>Kafka's own bound: a topic is a folder of its name and the partition's number.</summary>
    private const int MaxLength = 249;

    private const string NamePattern = "^[A-Za-z0-9._-]{1,249}$";

    private static readonly Regex Name = new(NamePattern, RegexOptions.NonBacktracking);

    public override string Rule => $"a topic's name of 1 to {MaxLength} letters, digits, '.', '_' or '-'{(patterns ? ", or a regular expression that begins with ^" : "")}";

    public override string Range => $"letters, digits, '.', '_' and '-', at most {MaxLength} characters{(patterns ? ", or a regular expression from ^ on" : "")}";

    public override JsonNode? ToJson(string value) => value;

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["minLength"] = 1 };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out string value)
    {
        value = node.Text;
        bool fits = node.Kind == YamlNodeKind.Scalar
            && (patterns && value.StartsWith('^') ? IsPattern(value) : Name.IsMatch(value) && value is not ("." or ".."));
        return fits || RefuseForm(node, path, hint, context);
    }

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return text.Length is > 1 and <= 1000 && !text.Contains(',') && !text.Any(char.IsControl);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
