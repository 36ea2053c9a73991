using System.Text.Json.Nodes;

namespace StreamAe.Deploy.Tests.Containers;

/// <summary>Prometheus, Alertmanager and Grafana of the cluster's Compose file, by their own programs where this machine has them.</summary>
public sealed class MonitoringStackTests
{
    private static readonly string Alertmanager = Repository.PathTo("deploy", "alertmanager", "alertmanager.yaml");

    private static readonly JsonNode Compose = YamlText.Read(Repository.PathTo("deploy", "compose.cluster.yaml"))["services"]!;

    [Fact]
    public async Task Prometheus_TakesItsConfiguration()
    {
        string? promtool = Tool.Find("promtool");
        Assert.SkipWhen(promtool is null, "there is no promtool (Debian: prometheus)");
        (await Tool.RunAsync(promtool!, "check", "config", Repository.PathTo("deploy", "prometheus", "prometheus.yaml"))).AssertSucceeded();
    }

    [Fact]
    public void Prometheus_ScrapesEverySiloAtThePortOfHealth()
    {
        JsonNode configuration = YamlText.Read(Repository.PathTo("deploy", "prometheus", "prometheus.yaml"));
        string port = YamlText.Read(Repository.PathTo("deploy", "cluster.yaml"))["health"]!["port"]!.ToString();
        JsonNode job = Assert.Single(configuration["scrape_configs"]!.AsArray(), j => (string?)j!["job_name"] == "streamae")!;
        Assert.Null(job["metrics_path"]); // Prometheus' own default is /metrics.
        Assert.Equal(
            Compose.AsObject().Select(s => s.Key).Where(name => name.StartsWith("silo-", StringComparison.Ordinal)).Select(name => $"{name}:{port}"),
            job["static_configs"]![0]!["targets"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public void Addresses_AreServicesOfTheComposeFile()
    {
        string prometheus = File.ReadAllText(Repository.PathTo("deploy", "prometheus", "prometheus.yaml"));
        Assert.NotNull(Compose["alertmanager"]);
        Assert.Contains("targets: [alertmanager:9093]", prometheus);
        JsonNode source = YamlText.Read(Repository.PathTo("deploy", "grafana", "provisioning", "datasources", "prometheus.yaml"))["datasources"]![0]!;
        Assert.NotNull(Compose["prometheus"]);
        Assert.Equal("http://prometheus:9090", (string?)source["url"]);
        JsonNode provider = YamlText.Read(Repository.PathTo("deploy", "grafana", "provisioning", "dashboards", "streamae.yaml"))["providers"]![0]!;
        Assert.Contains(
            Compose["grafana"]!["volumes"]!.AsArray(), v => ((string)v!).StartsWith($"../dashboards:{(string)provider["options"]!["path"]!}:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alertmanager_TakesItsConfiguration() => (await Tool.RunAsync(Amtool(), "check-config", Alertmanager)).AssertSucceeded();

    [Theory]
    [InlineData("pager", "severity=critical")]
    [InlineData("chat", "severity=major")]
    [InlineData("chat", "severity=warning")]
    [InlineData("nowhere", "severity=minor")]
    [InlineData("nowhere", "alertname=Other")]
    public async Task Alertmanager_SendsAlertsBySeverity(string receiver, string label)
    {
        ToolResult result = await Tool.RunAsync(Amtool(), "config", "routes", "test", $"--config.file={Alertmanager}", label);
        result.AssertSucceeded();
        Assert.Equal(receiver, result.Output.Trim());
    }

    private static string Amtool()
    {
        string? amtool = Tool.Find("amtool");
        Assert.SkipWhen(amtool is null, "there is no amtool (Debian: prometheus-alertmanager)");
        return amtool!;
    }
}
