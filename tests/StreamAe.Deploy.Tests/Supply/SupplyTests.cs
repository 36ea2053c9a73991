using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamAe.Host.Modules;

namespace StreamAe.Deploy.Tests.Supply;

/// <summary>What the product is made of: exact, told, and under licences that are known.</summary>
public sealed class SupplyTests
{
    [Fact]
    public async Task Licences_AreThoseOfThePackages()
    {
        RequireAllParts();
        ToolResult result = await Tool.RunAsync("node", Repository.PathTo("build", "supply", "licences.mjs"));
        result.AssertSucceeded();
        GeneratedFile.AssertCurrent(Repository.PathTo("docs", "licences.md"), result.Output);
    }

    [Fact]
    public async Task BillOfMaterials_FitsItsSchema_AndNamesEveryAssembly()
    {
        RequireNode();
        DeployTools.RequirePackages();
        using var folder = new TestFolder();
        string path = folder.At("sbom.json");
        string script = Repository.PathTo("build", "supply", "sbom.mjs");
        (await Tool.RunAsync("node", script, "--out", path)).AssertSucceeded();
        (await DeployTools.RunScriptAsync("check-sbom.mjs", path)).AssertSucceeded();
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(text, (await Tool.RunAsync("node", script)).Output);

        // Every package with files beside the executable is in the list; one that only refers to others has none.
        JsonArray components = JsonNode.Parse(text)!["components"]!.AsArray();
        string[] names = [.. components.Select(c => (string)c!["name"]!)];
        JsonNode dependencies = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(HostOutput.Folder, "streamae.deps.json"), TestContext.Current.CancellationToken))!;
        string[] packages =
        [
            .. dependencies["targets"]!.AsObject().Single().Value!.AsObject()
                .Where(t => (string?)dependencies["libraries"]![t.Key]!["type"] == "package")
                .Where(t => t.Value!["runtime"] is not null || t.Value["native"] is not null || t.Value["runtimeTargets"] is not null)
                .Select(t => t.Key.Split('/')[0]),
        ];
        Assert.True(packages.Length > 10);
        Assert.All(packages, name => Assert.Contains(name, names));
        Assert.All(components, c => Assert.Matches("^[0-9a-f]{128}$", (string?)c!["hashes"]![0]!["content"]));
    }

    /// <summary>An exact version everywhere: what was built today is built tomorrow.</summary>
    [Fact]
    public void Versions_AreExact()
    {
        string central = File.ReadAllText(Repository.PathTo("Directory.Packages.props"));
        string[] versions = [.. Regex.Matches(central, "<PackageVersion [^>]*Version=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];
        Assert.True(versions.Length > 10);
        Assert.All(versions, version => Assert.Matches(@"^(\d+(\.\d+)+(-[0-9a-z.]+)?|\$\(\w+\))$", version));
    }

    [Theory]
    [InlineData("src/StreamAe.Host/Console")]
    [InlineData("build/tools")]
    public void NpmLock_HasAHashOfEveryPackage(string folder)
    {
        JsonObject packages = JsonNode.Parse(File.ReadAllText(Repository.PathTo(folder, "package-lock.json")))!["packages"]!.AsObject();
        Assert.All(packages.Where(p => p.Key != ""), p => Assert.StartsWith("sha512-", (string?)p.Value!["integrity"]));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Repository.PathTo(folder, "package.json")))!;
        Assert.All(manifest["devDependencies"]!.AsObject(), p => Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)p.Value));
    }

    /// <summary>What stands in no lock file can change under its name.</summary>
    [Fact]
    public void NuGetLock_EveryProject_HasOneWithAHashOfEveryPackage()
    {
        string[] projects = [.. Regex.Matches(File.ReadAllText(Repository.PathTo("StreamAe.sln")), "\"([^\"]+\\.csproj)\"").Select(m => m.Groups[1].Value.Replace('\\', '/'))];
        Assert.True(projects.Length > 10);
        Assert.All(projects, project =>
        {
            JsonNode locked = JsonNode.Parse(File.ReadAllText(Repository.PathTo(Path.GetDirectoryName(project)!, "packages.lock.json")))!;
            KeyValuePair<string, JsonNode?> graph = Assert.Single(locked["dependencies"]!.AsObject());
            Assert.Equal("net10.0", graph.Key);
            Assert.All(graph.Value!.AsObject().Where(p => (string?)p.Value!["type"] != "Project"), p => Assert.Matches("^[A-Za-z0-9+/]{86}==$", (string?)p.Value!["contentHash"]));
        });
    }

    private static void RequireNode() => Assert.SkipWhen(Tool.Find("node") is null, "there is no node, with which the scripts of build/supply run");

    private static void RequireAllParts()
    {
        RequireNode();
        string? missing = PartCatalog.OfThisBuild().Parts.Where(p => !p.IsIncluded).Select(p => p.Name).FirstOrDefault();
        Assert.SkipUnless(missing is null, $"this build is without the part {missing}, so without its packages");
    }
}
