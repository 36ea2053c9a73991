using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>
/// Text with places for parts of an alert: <c>{"text": "{summary}", "surprise": {surprise}}</c>. One that begins with a bracket, and not with
/// a place, is JSON: a place within quotes takes the value escaped, one outside takes it as JSON (text in quotes, numbers, null where there is none), so that
/// whatever an entity is called, the outcome is JSON. In other text values stand as they are. <c>{{name}}</c> is <c>{name}</c> itself.
/// </summary>
internal sealed partial class AlertTemplate
{
    private readonly IReadOnlyList<Part> _parts;

    private AlertTemplate(string text, bool isJson, IReadOnlyList<Part> parts)
    {
        Text = text;
        IsJson = isJson;
        _parts = parts;
    }

    /// <summary>As it stands in the configuration.</summary>
    public string Text { get; }

    public bool IsJson { get; }

    /// <param name="problem">Where it is none: what is wrong, to follow the key, and what to do.</param>
    public static bool TryParse(string text, out AlertTemplate template, out (string Rule, string Remedy) problem)
    {
        MatchCollection places = PlacePattern().Matches(text);
        int first = text.Length - text.AsSpan().TrimStart().Length;
        bool isJson = text.AsSpan(first) is ['{' or '[', ..] && (places.Count == 0 || places[0].Index != first);
        var parts = new List<Part>();
        bool isQuoted = false;
        int at = 0;
        template = new AlertTemplate(text, isJson, parts);
        problem = default;
        foreach (Match match in places)
        {
            string literal = text[at..match.Index];
            parts.Add(new Part(literal, null, false));
            isQuoted = isJson && EndsQuoted(literal, isQuoted);
            at = match.Index + match.Length;
            string name = match.Groups["name"].Value;
            if (match.Groups["literal"].Success)
            {
                parts.Add(new Part(match.Value[1..^1], null, false));
            }
            else if (AlertPlaces.Find(name) is AlertPlaces.Place place)
            {
                parts.Add(new Part("", place, isQuoted));
            }
            else
            {
                problem = (
                    $"has {{{name}}} in its line {text.AsSpan(0, match.Index).Count('\n') + 1}, which is no place of an alert",
                    NearestWord.Find(name, AlertPlaces.Names) is string near
                        ? $"did you mean {{{near}}}? Write {{{{{name}}}}} for the characters themselves"
                        : $"the places are {string.Join(", ", AlertPlaces.Names.Select(n => $"{{{n}}}"))}; write {{{{{name}}}}} for the characters themselves");
                return false;
            }
        }

        parts.Add(new Part(text[at..], null, false));
        return !isJson || template.IsValid(out problem);
    }

    public string Render(Alert alert)
    {
        var text = new StringBuilder();
        foreach (Part part in _parts)
        {
            text.Append(part.Literal).Append(part.Place is null ? null : !IsJson ? part.Place.Text(alert) : part.IsQuoted ? part.Place.Quoted(alert) : part.Place.Json(alert));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"(?<literal>\{\{(?<name>[A-Za-z]+)\}\})|\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex PlacePattern();

    /// <summary>Whether JSON that was within a string or not is so after <paramref name="literal"/>.</summary>
    private static bool EndsQuoted(string literal, bool isQuoted)
    {
        for (int i = 0; i < literal.Length; i++)
        {
            if (isQuoted && literal[i] == '\\')
            {
                i++;
            }
            else if (literal[i] == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        return isQuoted;
    }

    private bool IsValid(out (string Rule, string Remedy) problem)
    {
        problem = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Render(Sample));
            return true;
        }
        catch (JsonException error)
        {
            problem = (
                $"begins as JSON and is none, in its line {error.LineNumber + 1}",
                "correct it, or begin it with another character if it is plain text");
            return false;
        }
    }

    private static readonly Alert Sample = new(
        "id", "monitor", "entity", AlertKind.Score, AlertSeverity.Minor, 0, 0, 0, float.NaN, 1, 1, 1, 0, 1, false, [new FeatureContribution("f", 1, "1", "2")]);

    /// <param name="Place">What stands there; null for the literal alone.</param>
    /// <param name="IsQuoted">Within a JSON string.</param>
    private sealed record Part(string Literal, AlertPlaces.Place? Place, bool IsQuoted);
}
