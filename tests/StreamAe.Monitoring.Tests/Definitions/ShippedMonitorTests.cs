using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>The files under deploy/monitors and the pages made from the table of keys.</summary>
public sealed class ShippedMonitorTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(MonitorSchema.ToJson())!.AsObject();

    public static TheoryData<string> Files => ["streams.yaml", "tables.yaml", "pumps.yaml", "cards.yaml", "series.yaml"];

    [Fact]
    public void Files_AreAllOfThoseShipped() => Assert.Equal(
        Files.Select(row => row.Data).Order(), Directory.GetFiles(Repository.Path("deploy", "monitors"), "*.yaml").Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_ShippedFile_HasNoErrorsAndNoWarnings(string file)
    {
        MonitorFileResult result = MonitorFile.Load(Repository.Path("deploy", "monitors", file));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), result.Definition!.Name);
        Assert.Equal(result.Definition, Monitors.Read(MonitorFile.ToYaml(result.Definition)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_ShippedFile_IsValid(string file) =>
        Assert.Empty(SchemaCheck.Violations(Schema, SchemaCheck.ToJson(File.ReadAllText(Repository.Path("deploy", "monitors", file)))));

    [Theory]
    [InlineData("{}", "$: monitor is required")]
    [InlineData("{monitor: a, windw: 3}", "$.windw: is not allowed")]
    [InlineData("{monitor: a b}", "$.monitor: pattern")]
    [InlineData("{monitor: a, alert: {m: 65}}", "$.alert.m: maximum")]
    [InlineData("{monitor: a, alert: {m: 0}}", "$.alert.m: minimum")]
    [InlineData("{monitor: a, alert: {m: 1.5}}", "$.alert.m: type")]
    [InlineData("{monitor: a, alert: {m: x}}", "$.alert.m: type")]
    [InlineData("{monitor: a, alert: {cooldown: 10}}", "$.alert.cooldown: type")]
    [InlineData("{monitor: a, alert: {cooldown: soon}}", "$.alert.cooldown: pattern")]
    [InlineData("{monitor: a, threshold: {quantile: 1}}", "$.threshold.quantile: exclusiveMaximum")]
    [InlineData("{monitor: a, training: {learningRate: 0}}", "$.training.learningRate: exclusiveMinimum")]
    [InlineData("{monitor: a, model: {kind: pca}}", "$.model.kind: enum")]
    [InlineData("{monitor: a, window: often}", "$.window: anyOf")]
    [InlineData("{monitor: a, cohort: some}", "$.cohort: anyOf")]
    [InlineData("{monitor: a, features: []}", "$.features: anyOf")]
    [InlineData("{monitor: a, features: [{nam: x}]}", "$.features: anyOf")]
    [InlineData("{monitor: a, model: {hidden: [0]}}", "$.model.hidden: anyOf")]
    public void Schema_BadFile_IsInvalidForSchemaAndLoader(string yaml, string violation)
    {
        Assert.Equal([violation], SchemaCheck.Violations(Schema, SchemaCheck.ToJson(yaml)));
        Assert.NotEmpty(Monitors.Parse(yaml).Errors);
    }

    [Fact]
    public void Schema_EveryProperty_IsDescribedAndHasTheDefaultOfTheRecord()
    {
        Assert.Equal(["monitor"], Schema["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Schema["$schema"]!.GetValue<string>());
        foreach ((string path, JsonObject property) in Properties(Schema, ""))
        {
            Assert.True(property["description"]!.GetValue<string>().Length > 10, path);
        }

        Dictionary<string, JsonObject> all = Properties(Schema, "").ToDictionary(p => p.Path, p => p.Property);
        Assert.Equal(50, all["training.epochs"]["default"]!.GetValue<int>());
        Assert.Equal("never", all["training.every"]["default"]!.GetValue<string>());
        Assert.Equal(0.999, all["threshold.quantile"]["default"]!.GetValue<double>());
        Assert.Equal("all", all["features"]["default"]!.GetValue<string>());
        Assert.DoesNotContain("default", all["monitor"]);
        Assert.DoesNotContain("default", all["source"]);
    }

    [Fact]
    public void Schema_CheckedIn_IsUpToDate() => Repository.AssertGenerated(MonitorSchema.ToJson(), "deploy", "monitors", "monitor.schema.json");

    [Fact]
    public void Reference_CheckedIn_IsUpToDate() => Repository.AssertGenerated(MonitorReference.ToMarkdown(), "docs", "monitor-file.md");

    private static IEnumerable<(string Path, JsonObject Property)> Properties(JsonObject schema, string prefix)
    {
        foreach ((string name, JsonNode? value) in schema["properties"] as JsonObject ?? [])
        {
            JsonObject property = value!.AsObject();
            yield return (prefix + name, property);
            foreach ((string, JsonObject) inner in Properties(property, $"{prefix}{name}."))
            {
                yield return inner;
            }
        }
    }
}
