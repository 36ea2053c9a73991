using System.Globalization;
using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>What <c>streamae replay</c> wrote, as anybody would read it.</summary>
internal sealed class ReplayFolder
{
    private ReplayFolder(IReadOnlyList<IReadOnlyDictionary<string, string>> rows, IReadOnlyList<JsonElement> alerts, JsonElement report)
    {
        Rows = rows;
        Alerts = alerts;
        Report = report;
    }

    /// <summary>Of verdicts.csv, by column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows { get; }

    public IReadOnlyList<JsonElement> Alerts { get; }

    public JsonElement Report { get; }

    public IEnumerable<string> AlertIds => Alerts.Select(a => a.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);

    public static ReplayFolder Read(string folder)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, "verdicts.csv"));
        string[] columns = lines[0].Split(',');
        return new ReplayFolder(
            [.. lines.Skip(1).Select(line => columns.Zip(line.Split(',')).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal))],
            [.. File.ReadLines(Path.Combine(folder, "alerts.jsonl")).Select(Parse)],
            Parse(File.ReadAllText(Path.Combine(folder, "report.json"))));
    }

    /// <summary>The row as the service said it, in the words of verdicts.csv: numbers are compared as the single-precision values that they are.</summary>
    public static string Line(JsonElement verdict) => string.Join(
        ' ',
        Number(verdict, "surprise"),
        verdict.GetProperty("anomalous").GetBoolean(),
        verdict.GetProperty("alert").GetBoolean(),
        Number(verdict, "reconstructionError"),
        Number(verdict, "threshold"),
        Number(verdict, "modelVersion"));

    public static string Line(IReadOnlyDictionary<string, string> row) => string.Join(
        ' ',
        Number(row["surprise"]),
        row["anomalous"] == "1",
        row["alert"] == "1",
        Number(row["reconstruction_error"]),
        Number(row["threshold"]),
        Number(row["model_version"]));

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string Number(JsonElement verdict, string name) =>
        verdict.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? Shown(value.GetSingle()) : "-";

    private static string Number(string text) => text.Length == 0 ? "-" : Shown(float.Parse(text, CultureInfo.InvariantCulture));

    private static string Shown(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
