using System.Text.Json.Nodes;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>Text with places for parts of an alert.</summary>
internal sealed class AlertTemplateForm(int maxLength) : Form<AlertTemplate>
{
    private readonly TextForm _text = new(maxLength, lines: true);

    public override string Rule => _text.Rule;

    public override string Range => $"{_text.Range}; {string.Join(", ", AlertPlaces.Names.Select(n => $"{{{n}}}"))} are put in";

    public override JsonNode? ToJson(AlertTemplate value) => value.Text;

    public override JsonObject ToSchema() => _text.ToSchema();

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out AlertTemplate value)
    {
        value = null!;
        if (!_text.TryRead(node, path, hint, context, out string text))
        {
            return false;
        }

        return AlertTemplate.TryParse(text, out value, out (string Rule, string Remedy) problem) || context.Refuse(node, path, problem.Rule, problem.Remedy);
    }
}
