using System.Text.Json.Nodes;

namespace StreamAe.Deploy.Tests.Helm;

/// <summary>Every pod of the chart passes the restricted Pod Security Standard, and goes beyond it: it writes to its volumes alone.</summary>
public sealed class RestrictedPodTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    /// <summary>https://kubernetes.io/docs/concepts/security/pod-security-standards: what volumes the standard lets a pod have.</summary>
    private static readonly string[] Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Pods_PassTheRestrictedStandard(string set)
    {
        JsonNode[] pods = [.. (await Chart.ResourcesAsync(set)).Select(PodOf).OfType<JsonNode>()];
        Assert.Equal(2, pods.Length); // The service's, and the one of helm test.
        foreach (JsonNode pod in pods)
        {
            AssertRestricted(pod);
        }
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Pods_GetNoTokenOfKubernetes(string set)
    {
        IReadOnlyList<JsonNode> resources = await Chart.ResourcesAsync(set);
        Assert.All(resources.Select(PodOf).OfType<JsonNode>(), pod => Assert.False((bool)pod["automountServiceAccountToken"]!));
        Assert.False((bool)resources.Of("ServiceAccount")["automountServiceAccountToken"]!);
        Assert.DoesNotContain(resources, r => ((string)r["kind"]!).Contains("Role", StringComparison.Ordinal));
    }

    private static JsonNode? PodOf(JsonNode resource) => (string?)resource["kind"] switch
    {
        "StatefulSet" => resource["spec"]!["template"]!["spec"],
        "Pod" => resource["spec"],
        _ => null,
    };

    private static void AssertRestricted(JsonNode pod)
    {
        foreach (string host in (string[])["hostNetwork", "hostPID", "hostIPC"])
        {
            Assert.Null(pod[host]);
        }

        Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
        Assert.NotEqual(0L, (long)pod["securityContext"]!["runAsUser"]!);
        Assert.Equal("RuntimeDefault", (string?)pod["securityContext"]!["seccompProfile"]!["type"]);
        Assert.All(pod["volumes"]!.AsArray(), volume => Assert.Contains(volume!.AsObject().Single(p => p.Key != "name").Key, Volumes));
        Assert.Null(pod["initContainers"]);
        foreach (JsonNode? container in pod["containers"]!.AsArray())
        {
            JsonNode context = container!["securityContext"]!;
            Assert.False((bool)context["allowPrivilegeEscalation"]!);
            Assert.True((bool)context["runAsNonRoot"]!);
            Assert.True((bool)context["readOnlyRootFilesystem"]!);
            Assert.Equal("RuntimeDefault", (string?)context["seccompProfile"]!["type"]);
            Assert.Equal(["ALL"], context["capabilities"]!["drop"]!.AsArray().Select(c => (string)c!));
            Assert.Null(context["capabilities"]!["add"]);
            Assert.Null(context["privileged"]);
            Assert.NotNull(container["resources"]!["requests"]);
            Assert.NotNull(container["resources"]!["limits"]!["memory"]);
            Assert.All(container["ports"]?.AsArray() ?? [], port => Assert.Null(port!["hostPort"]));
        }
    }
}
