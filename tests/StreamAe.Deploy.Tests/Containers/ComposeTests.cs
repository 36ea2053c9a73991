using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamAe.Host.Commands;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;

namespace StreamAe.Deploy.Tests.Containers;

/// <summary>The Compose files: by the schema of their specification, and by what they promise of images, secrets, ports and commands.</summary>
public sealed class ComposeTests
{
    public static TheoryData<string> Files { get; } =
        [.. Directory.GetFiles(Repository.PathTo("deploy"), "compose*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_FitsTheSpecification(string file)
    {
        DeployTools.RequirePackages();
        (await DeployTools.RunScriptAsync("check-compose.mjs", Repository.PathTo("deploy", file))).AssertSucceeded();
    }

    [Fact]
    public async Task Check_OfAMisspeltKey_Fails()
    {
        DeployTools.RequirePackages();
        using var folder = new TestFolder();
        string text = File.ReadAllText(Repository.PathTo("deploy", "compose.yaml")).Replace("healthcheck:", "helthcheck:");
        ToolResult result = await DeployTools.RunScriptAsync("check-compose.mjs", folder.Write("compose.yaml", text));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("helthcheck", result.Output);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_IsTakenByDockerItself(string file)
    {
        string? docker = Tool.Find("docker");
        Assert.SkipUnless(docker is not null && (await Tool.RunAsync(docker, "compose", "version")).ExitCode == 0, "there is no `docker compose` on this machine");
        (await Tool.RunAsync(
            "env", "STREAMAE_DB_PASSWORD=x", "GRAFANA_PASSWORD=x", docker!, "compose", "--file", Repository.PathTo("deploy", file), "config", "--quiet")).AssertSucceeded();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Images_HaveExactVersions(string file) =>
        Assert.All(Services(file), service => Assert.Matches(@":v?\d+\.\d+(\.\d+)*$", (string?)service.Value!["image"]));

    [Theory]
    [MemberData(nameof(Files))]
    public void Secrets_AreNotInTheFile(string file)
    {
        foreach ((string name, JsonNode? service) in Services(file))
        {
            foreach ((string variable, JsonNode? value) in service!["environment"]?.AsObject() ?? [])
            {
                if (Regex.IsMatch(variable, "PASSWORD|SECRET|TOKEN|KEY"))
                {
                    Assert.True(Regex.IsMatch(value!.ToString(), @"^\$\{[A-Z_]+:\?.*\}$"), $"{file}: {variable} of {name} is a secret, and its value stands there");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Ports_AreOpenToThisMachineAlone(string file) => Assert.All(
        Services(file).SelectMany(s => s.Value!["ports"]?.AsArray() ?? []), port => Assert.StartsWith("127.0.0.1:", (string?)port));

    [Theory]
    [MemberData(nameof(Files))]
    public void OurContainers_CanDoNothingButTheirWork(string file)
    {
        JsonNode[] ours = [.. Ours(file)];
        Assert.NotEmpty(ours);
        Assert.All(ours, service =>
        {
            Assert.True((bool)service["read_only"]!);
            Assert.Equal("ALL", (string?)Assert.Single(service["cap_drop"]!.AsArray()));
            Assert.Equal("no-new-privileges:true", (string?)Assert.Single(service["security_opt"]!.AsArray()));
            Assert.Contains(service["tmpfs"]!.AsArray(), mount => (string?)mount == "/tmp");
        });
    }

    /// <summary>What Docker would make an empty folder of, without a word.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void MountedPaths_AreThere(string file) => Assert.All(
        Services(file).SelectMany(s => s.Value!["volumes"]?.AsArray() ?? []).Select(v => ((string)v!).Split(':')[0]).Where(p => p[0] == '.' && p != "../dashboards"),
        path => Assert.True(Path.Exists(Repository.PathTo("deploy", path)), path));

    [Theory]
    [MemberData(nameof(Files))]
    public void Commands_AreThoseOfTheProduct(string file)
    {
        foreach (JsonNode service in Ours(file))
        {
            string[] command = [.. service["command"]!.AsArray().Select(w => (string)w!)];
            Assert.Empty(StreamAeCommand.Create().Parse(command).Errors);
            if (Array.IndexOf(command, "--config") is int at and > 0)
            {
                Assert.True(File.Exists(Repository.PathTo(command[at + 1].TrimStart('/'))), command[at + 1]);
            }

            if (service["healthcheck"]?["test"] is JsonArray check)
            {
                Assert.Equal(["CMD", "/streamae/bin/streamae"], check.Take(2).Select(w => (string)w!));
                Assert.Empty(StreamAeCommand.Create().Parse([.. check.Skip(2).Select(w => (string)w!)]).Errors);
            }
        }
    }

    /// <summary>Compose makes one dollar of two.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Scripts_AreBash(string file)
    {
        foreach (string script in Services(file).Select(s => s.Value!["command"] as JsonArray).Where(c => (string?)c?[0] == "bash").Select(c => (string)c![2]!))
        {
            Assert.DoesNotContain("$", script.Replace("$$", "")); // A single one would be Compose's own.
            ToolResult result = await Tool.RunAsync("bash", "-n", "-c", script.Replace("$$", "$"));
            result.AssertSucceeded();
        }
    }

    [Fact]
    public void KafkaDemo_IsAConfiguration() =>
        Assert.Empty(ServiceFile.Load(Repository.PathTo("deploy", "kafka-demo.yaml"), PartCatalog.OfThisBuild(), runs: false).Errors);

    /// <summary>Lines of `streamae simulate pumps` are what the topic's source is told to expect.</summary>
    [Fact]
    public async Task KafkaDemo_ReadsTheColumnsOfTheSimulator()
    {
        JsonNode source = YamlText.Read(Repository.PathTo("deploy", "kafka-demo.yaml"))["sources"]![0]!;
        ToolResult lines = await Tool.RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "streamae.dll"), "simulate", "pumps", "--rows", "1");
        string[] columns = lines.Output.Split('\n')[0].Trim().Split(',');
        Assert.Equal("entity", columns[0]);
        Assert.Equal(columns.Skip(1).Prepend("pump"), source["columns"]!.AsArray().Select(c => (string)c!));
    }

    private static JsonObject Services(string file) => YamlText.Read(Repository.PathTo("deploy", file))["services"]!.AsObject();

    private static IEnumerable<JsonNode> Ours(string file) =>
        Services(file).Select(s => s.Value!).Where(s => ((string?)s["image"])?.StartsWith("streamae:", StringComparison.Ordinal) == true);
}
