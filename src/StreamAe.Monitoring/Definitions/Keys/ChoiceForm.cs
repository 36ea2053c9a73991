using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceForm<T>(params IReadOnlyList<(string Word, T Value)> choices) : Form<T>
{
    public override string Rule => choices.Count == 1 ? choices[0].Word : Range;

    public override string Range => string.Join(", ", choices.Take(choices.Count - 1).Select(c => c.Word)) + " or " + choices[^1].Word;

    public override JsonNode? ToJson(T value) => choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Word;

    public override JsonObject ToSchema() => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. choices.Select(c => JsonValue.Create(c.Word))]),
    };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        foreach ((string word, T choice) in choices)
        {
            if (node.Kind == YamlNodeKind.Scalar && node.Text == word)
            {
                value = choice;
                return true;
            }
        }

        value = default!;
        string? near = node.Kind == YamlNodeKind.Scalar ? NearestWord.Find(node.Text, choices.Select(c => c.Word)) : null;
        return near is null
            ? RefuseForm(node, path, hint, context)
            : context.Refuse(node, path, $"must be {Rule}", $"did you mean {near}?");
    }
}
