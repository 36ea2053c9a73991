using System.Text.Json.Nodes;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;

namespace StreamAe.Deploy.Tests.Helm;

/// <summary>The service file that the chart writes is read by the product itself, from the paths that the pod mounts.</summary>
public sealed class RenderedServiceTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task ServiceFile_IsAcceptedByTheProduct(string set)
    {
        IReadOnlyList<JsonNode> resources = await Chart.ResourcesAsync(set);
        using var folder = new TestFolder();
        JsonNode pod = resources.Of("StatefulSet")["spec"]!["template"]!["spec"]!;
        JsonNode volume = Assert.Single(pod["volumes"]!.AsArray(), v => (string?)v!["name"] == "config")!;
        string name = (string)volume["configMap"]!["name"]!;
        JsonObject data = Assert.Single(resources, r => (string?)r["kind"] == "ConfigMap" && (string?)r["metadata"]!["name"] == name)["data"]!.AsObject();
        foreach (JsonNode? item in volume["configMap"]!["items"]!.AsArray())
        {
            // Secrets and certificates are the cluster's.
            string text = ((string)data[(string)item!["key"]!]!)
                .Replace("${env:KAFKA_PASSWORD}", "x").Replace("${env:STREAMAE_DB_PASSWORD}", "x").Replace("${file:/run/secrets/kafka/password}", "x");
            folder.Write((string)item["path"]!, text);
        }

        string[] errors = [.. ServiceFile.Load(folder.At("service.yaml"), PartCatalog.OfThisBuild(), runs: false).Errors.Select(e => e.ToString())];
        string[] mounts = [.. pod["containers"]![0]!["volumeMounts"]!.AsArray().Select(m => (string)m!["mountPath"]!).Where(m => m.StartsWith("/run/secrets/", StringComparison.Ordinal))];
        Assert.All(errors, error =>
        {
            // What is left are files of secrets, which must lie where the pod has a volume of them.
            Assert.Contains(mounts, mount => error.Contains($"{mount}/", StringComparison.Ordinal));
        });
        Assert.Equal(set == "cluster", errors.Length > 0);
    }

    [Fact]
    public async Task Cluster_GivesEverySiloItsPodsName()
    {
        JsonNode set = (await Chart.ResourcesAsync("cluster")).Of("StatefulSet");
        JsonNode pod = set["spec"]!["template"]!["spec"]!;
        Assert.Null(pod["hostname"]); // The pod's own, which is the same after a restart: store.instance and the silo's name by default.
        Assert.Null(set["spec"]!["replicas"]); // The autoscaler's.
        Assert.True((long)pod["terminationGracePeriodSeconds"]! > (long)pod["containers"]![0]!["lifecycle"]!["preStop"]!["sleep"]!["seconds"]! + 25);
    }

    [Fact]
    public async Task Monitors_AsTextOfAFile_AreTakenAsTheyAre()
    {
        string file = Repository.PathTo("deploy", "monitors", "cards.yaml");
        IReadOnlyList<JsonNode> resources = await Chart.ResourcesAsync(
            "embedded", "--set-file", $"monitors.cards={file}", "--set-json", """config.sources=[{"name":"cards","kind":"simulator","stream":"cards"}]""");
        Assert.Equal(File.ReadAllText(file).Trim(), ((string?)resources.Of("ConfigMap")["data"]!["monitor.cards.yaml"])?.Trim());
    }
}
