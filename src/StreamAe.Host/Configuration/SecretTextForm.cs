using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>Text with references to secrets, resolved as it is read. What is refused is not shown: there may be a password in it.</summary>
internal sealed class SecretTextForm(int maxLength) : Form<SecretText>
{
    private readonly TextForm _text = new(maxLength, lines: true);

    public override string Rule => _text.Rule;

    public override string Range => $"{_text.Range}; ${{env:NAME}} and ${{file:PATH}} are put in";

    public override bool IsSecret => true;

    public override JsonNode? ToJson(SecretText value) => value.Written;

    public override JsonObject ToSchema() => _text.ToSchema();

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out SecretText value)
    {
        value = null!;
        var problem = (Rule: $"must be {Rule}", Remedy: "write the text, or ${env:NAME} or ${file:PATH} in its place");
        string revealed = string.Empty;
        if (!_text.Accepts(node) || !SecretReference.TryResolve(node.Text, context.Errors.Folder, out revealed, out problem))
        {
            context.Errors.Add(node.Line, node.Column, path, "", problem.Rule, problem.Remedy);
            return context.Fail(path);
        }

        value = new SecretText(node.Text, revealed);
        return true;
    }
}
