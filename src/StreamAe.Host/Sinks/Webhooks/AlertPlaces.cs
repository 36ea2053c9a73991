using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>The parts of an alert that a template can name.</summary>
internal static class AlertPlaces
{
    private static readonly Dictionary<string, Place> All = new(StringComparer.Ordinal)
    {
        ["id"] = Word(a => a.Id),
        ["monitor"] = Word(a => a.Monitor),
        ["entity"] = Word(a => a.Entity),
        ["kind"] = Word(a => AlertText.Word(a.Kind)),
        ["severity"] = Word(a => AlertText.Word(a.Severity)),
        ["summary"] = Word(AlertText.Summary),
        ["description"] = Word(ConsoleSink.DescribeFeatures),
        ["time"] = Word(a => AlertText.Time(a.EventTime)),
        ["since"] = Word(a => AlertText.Time(a.Since)),
        ["sequence"] = Figure(a => a.Sequence.ToString(CultureInfo.InvariantCulture)),
        ["surprise"] = Figure(a => AlertText.Number(a.Surprise)),
        ["score"] = Figure(a => AlertText.Number(a.Score)),
        ["threshold"] = Figure(a => AlertText.Number(a.Threshold)),
        ["modelVersion"] = Figure(a => a.ModelVersion.ToString(CultureInfo.InvariantCulture)),
        ["provisional"] = Figure(a => a.IsProvisional ? "true" : "false"),
        ["incident"] = Word(a => a.Incident?.Id ?? ""),
        ["incidentChange"] = Word(a => a.Incident is null ? "" : AlertText.Word(a.Incident.Change)),
        ["json"] = new Place(AlertJson.Write, AlertJson.Write),
    };

    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    public static Place? Find(string name) => All.GetValueOrDefault(name);

    private static Place Word(Func<Alert, string> text) => new(text, alert => JsonSerializer.Serialize(text(alert)));

    private static Place Figure(Func<Alert, string> text) => new(text, alert => text(alert) is { Length: > 0 } figure ? figure : "null");

    /// <param name="Text">The value as it is.</param>
    /// <param name="Json">The value as JSON.</param>
    public sealed record Place(Func<Alert, string> Text, Func<Alert, string> Json)
    {
        /// <summary>For within a JSON string. Half a surrogate pair becomes U+FFFD.</summary>
        public string Quoted(Alert alert) => JsonSerializer.Serialize(Text(alert))[1..^1];
    }
}
