using System.Text.Json.Nodes;

namespace StreamAe.Deploy.Tests.Helm;

/// <summary>The chart in helm/streamae, and what Helm makes of it.</summary>
internal static class Chart
{
    public static string Folder { get; } = Repository.PathTo("helm", "streamae");

    /// <summary>The sets of values in its ci folder, by which the tests render it: a laptop's, one process on Kafka, a cluster with everything.</summary>
    public static TheoryData<string> ValueSets { get; } = ["embedded", "kafka", "cluster"];

    public static string ValuesOf(string set) => Path.Combine(Folder, "ci", $"{set}.yaml");

    public static Task<ToolResult> RunAsync(string command, string chart, params string[] arguments) =>
        Tool.RunAsync(DeployTools.Helm, [command, .. command == "template" ? new[] { "plant" } : [], chart, .. arguments]);

    /// <summary>All manifests as one text, as `helm install` would send them.</summary>
    public static async Task<string> RenderAsync(string set, params string[] arguments)
    {
        DeployTools.RequireHelm();
        ToolResult result = await RunAsync("template", Folder, ["--namespace", "plant", "--values", ValuesOf(set), .. arguments]);
        result.AssertSucceeded();
        return result.Output;
    }

    public static async Task<IReadOnlyList<JsonNode>> ResourcesAsync(string set, params string[] arguments) => YamlText.Documents(await RenderAsync(set, arguments));

    public static JsonNode Of(this IReadOnlyList<JsonNode> resources, string kind) => Assert.Single(resources, r => (string?)r["kind"] == kind);
}
