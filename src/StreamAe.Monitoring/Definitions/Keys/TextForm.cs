using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>Text of bounded length. Unquoted numbers are taken as text too: a field may be called 7.</summary>
/// <param name="maxLength">Most characters.</param>
/// <param name="identifier">Only letters, digits, '.', '_' and '-', beginning with a letter or digit: safe in topics, paths and
/// metrics.</param>
/// <param name="lines">Line feeds and tabs are allowed: a folded description ends in a line feed.</param>
internal sealed class TextForm(int maxLength, bool identifier = false, bool lines = false) : Form<string>
{
    private const string IdentifierPattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

    private static readonly Regex Identifier = new(IdentifierPattern, RegexOptions.NonBacktracking);

    public override string Rule => identifier
        ? $"1 to {maxLength:N0} letters, digits, '.', '_' or '-' and begin with a letter or digit"
        : $"text of 1 to {maxLength:N0} characters without control characters";

    public override string Range => identifier
        ? $"letters, digits, '.', '_' and '-', at most {maxLength:N0} characters"
        : $"at most {maxLength:N0} characters";

    public override JsonNode? ToJson(string value) => value;

    public override JsonObject ToSchema()
    {
        JsonObject schema = new() { ["type"] = new JsonArray("string", "number"), ["minLength"] = 1, ["maxLength"] = maxLength };
        if (identifier)
        {
            schema["pattern"] = IdentifierPattern;
        }

        return schema;
    }

    /// <summary>Whether the node is such a text; reports nothing.</summary>
    public bool Accepts(YamlNode node) =>
        node.Kind == YamlNodeKind.Scalar && node.Text.Length > 0 && node.Text.Length <= maxLength && !HasControls(node.Text)
        && (!identifier || (Identifier.IsMatch(node.Text) && !node.Text.EndsWith('\n')));

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out string value)
    {
        value = node.Text;
        return Accepts(node) || RefuseForm(node, path, hint, context);
    }

    // Escapes in quotes can make what the file itself may not hold.
    private bool HasControls(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && !(lines && text[i] is ('\n' or '\t')))
            {
                return true;
            }

            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
