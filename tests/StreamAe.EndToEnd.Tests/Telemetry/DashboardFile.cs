using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>One of the dashboards of the repository.</summary>
internal sealed class DashboardFile
{
    private DashboardFile(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        Root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    public static IReadOnlyList<DashboardFile> All { get; } =
        [.. Directory.GetFiles(Repository.PathTo("dashboards"), "*.json").Order(StringComparer.Ordinal).Select(p => new DashboardFile(p))];

    public string Name { get; }

    public JsonElement Root { get; }

    /// <summary>Panels that show something, rows left out.</summary>
    public IReadOnlyList<JsonElement> Panels => [.. Root.GetProperty("panels").EnumerateArray().Where(p => p.GetProperty("type").GetString() != "row")];

    public IReadOnlyList<DashboardQuery> Queries =>
    [
        .. Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => new DashboardQuery(
            Name,
            panel.GetProperty("title").GetString()!,
            target.GetProperty("expr").GetString()!,
            target.GetProperty("range").GetBoolean(),
            target.GetProperty("exemplar").GetBoolean()))),
        .. Root.GetProperty("annotations").GetProperty("list").EnumerateArray().Select(annotation => new DashboardQuery(
            Name, annotation.GetProperty("name").GetString()!, annotation.GetProperty("expr").GetString()!, IsCurve: true, HasExemplars: false)),
    ];
}
