using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StreamAe.Deploy.Tests.Helm;

/// <summary>The chart by Helm itself: it lints, renders what its golden files say, and refuses wrong values with their reason.</summary>
public sealed partial class ChartTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Lint_Strictly_FindsNothing(string set)
    {
        DeployTools.RequireHelm();
        (await Chart.RunAsync("lint", Chart.Folder, "--strict", "--values", Chart.ValuesOf(set))).AssertSucceeded();
    }

    [Fact]
    public async Task Lint_OfTheDefaults_FindsNothing()
    {
        DeployTools.RequireHelm();
        (await Chart.RunAsync("lint", Chart.Folder, "--strict")).AssertSucceeded();
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Template_GivesTheGoldenManifests(string set)
    {
        // Dashboards are files of their own, each twice here already: a third copy would hide what else changes.
        string manifests = DashboardContent().Replace(await Chart.RenderAsync(set), "  ${file}: (as it is in dashboards/)\n");
        GeneratedFile.AssertCurrent(Repository.PathTo("tests", "StreamAe.Deploy.Tests", "Helm", "Golden", $"{set}.yaml"), manifests);
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Template_EveryField_IsOneOfItsResource(string set)
    {
        using var folder = new TestFolder();
        (await DeployTools.RunScriptAsync("type-manifests.mjs", folder.Write("manifests.yaml", await Chart.RenderAsync(set)))).AssertSucceeded();
    }

    [Fact]
    public async Task TypeCheck_OfAMisspeltField_Fails()
    {
        using var folder = new TestFolder();
        string manifests = (await Chart.RenderAsync("embedded")).Replace("periodSeconds:", "perodSeconds:");
        ToolResult result = await DeployTools.RunScriptAsync("type-manifests.mjs", folder.Write("manifests.yaml", manifests));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("perodSeconds", result.Output);
    }

    [Theory]
    [InlineData("embedded", "mode=big", "/mode")]
    [InlineData("embedded", "replica=3", "replica")]
    [InlineData("embedded", "image.tga=1", "tga")]
    [InlineData("embedded", "replicas=0", "/replicas")]
    [InlineData("embedded", "health.port=80", "/health/port")]
    [InlineData("embedded", "config.surces=x", "surces")]
    [InlineData("embedded", "persistence.size=lots", "/persistence/size")]
    [InlineData("embedded", "terminationGracePeriodSeconds=5", "/terminationGracePeriodSeconds")]
    [InlineData("kafka", "api.keys[0].hash=sak_secret", "/api/keys/0/hash")]
    [InlineData("kafka", "secrets.files[0].path=silo", "/secrets/files/0/path")]
    [InlineData("embedded", "demo.enabled=false", "monitors is empty")]
    [InlineData("embedded", "autoscaling.enabled=true", "autoscaling needs mode cluster")]
    [InlineData("embedded", "mode=cluster", "needs config.store.connection")]
    [InlineData("cluster", "config.store.kind=sqlite", "needs config.store.connection")]
    [InlineData("kafka", "monitors.other.monitor=other", "/monitors/other")]
    [InlineData("embedded", "api.enabled=true", "needs api.keys or api.oidc")]
    [InlineData("embedded", "ingress.enabled=true", "needs api.enabled")]
    [InlineData("kafka", "ingress.host=", "needs ingress.host")]
    [InlineData("kafka", "config.sources=null", "config.sources")]
    [InlineData("cluster", "config.store.instance=one", "config.store.instance")]
    [InlineData("cluster", "api.port=8081", "api.port and health.port")]
    public async Task Template_WithAWrongValue_IsRefusedAndSaysWhich(string set, string value, string reason)
    {
        DeployTools.RequireHelm();
        ToolResult result = await Chart.RunAsync("template", Chart.Folder, "--values", Chart.ValuesOf(set), "--set", value);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(reason, result.Error);
    }

    [Fact]
    public void Version_IsThatOfTheProduct()
    {
        string version = Regex.Match(File.ReadAllText(Repository.PathTo("Directory.Build.props")), "<Version>(.*)</Version>").Groups[1].Value;
        JsonNode chart = YamlText.Read(Path.Combine(Chart.Folder, "Chart.yaml"));
        Assert.Equal(version, (string?)chart["appVersion"]);
    }

    /// <summary>A file outside of a chart cannot be reached from its templates, so the chart has copies.</summary>
    [Fact]
    public void Copies_AreThoseOfTheRepository()
    {
        string files = Path.Combine(Chart.Folder, "files");
        string dashboards = Repository.PathTo("dashboards");
        string[] sources =
        [
            Repository.PathTo("deploy", "monitors", "pumps.yaml"),
            .. new[] { Repository.PathTo("deploy", "prometheus", "rules.yaml") }.Where(File.Exists),
            .. Directory.Exists(dashboards) ? Directory.GetFiles(dashboards, "*.json") : [],
        ];
        var copies = new HashSet<string>();
        foreach (string source in sources)
        {
            string copy = Path.GetExtension(source) == ".json" ? Path.Combine(files, "dashboards", Path.GetFileName(source))
                : Path.GetFileName(source) == "rules.yaml" ? Path.Combine(files, "rules.yaml")
                : Path.Combine(files, "monitors", Path.GetFileName(source));
            GeneratedFile.AssertCurrent(copy, File.ReadAllText(source));
            copies.Add(copy);
        }

        Assert.All(Directory.GetFiles(files, "*", SearchOption.AllDirectories), file => Assert.Contains(file, copies));
    }

    /// <summary>With rules and a dashboard of the test: Helm's own braces are in both.</summary>
    [Fact]
    public async Task Template_WithRulesAndDashboards_CarriesThemUnchanged()
    {
        DeployTools.RequireHelm();
        using var folder = new TestFolder();
        foreach (string file in Directory.GetFiles(Chart.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) != ".json" || !f.Contains("/dashboards/")))
        {
            folder.Write(Path.GetRelativePath(Chart.Folder, file), File.ReadAllText(file));
        }

        const string Dashboard = """{"title": "Fleet", "panels": [{"legendFormat": "{{instance}}"}]}""";
        folder.Write("files/rules.yaml", "groups:\n  - name: fleet\n    rules:\n      - {alert: Down, expr: up == 0, for: 5m, annotations: {summary: \"{{ $labels.instance }} is down\"}}\n");
        folder.Write("files/dashboards/Fleet.json", Dashboard + "\n");
        ToolResult result = await Chart.RunAsync("template", folder.Root, "--values", Chart.ValuesOf("cluster"));
        result.AssertSucceeded();
        IReadOnlyList<JsonNode> resources = YamlText.Documents(result.Output);
        Assert.Equal("{{ $labels.instance }} is down", (string?)resources.Of("PrometheusRule")["spec"]!["groups"]![0]!["rules"]![0]!["annotations"]!["summary"]);
        JsonNode map = Assert.Single(resources, r => (string?)r["metadata"]!["labels"]!["grafana_dashboard"] == "1");
        Assert.Equal(Dashboard, ((string?)map["data"]!["Fleet.json"])?.Trim());
        (await DeployTools.RunScriptAsync("type-manifests.mjs", folder.Write("out/manifests.yaml", result.Output))).AssertSucceeded();
    }

    [GeneratedRegex("""^  (?<file>\w+\.json): \|\n(    .*\n)+""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DashboardContent();
}
