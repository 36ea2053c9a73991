using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StreamAe.Deploy.Tests.Containers;

/// <summary>The image by its Dockerfile: what it is built from, and what it lets a process do. BareRootTests runs what would be in it.</summary>
public sealed class DockerfileTests
{
    private static readonly Dockerfile File = new(System.IO.File.ReadAllText(Repository.PathTo("deploy", "Dockerfile")));

    [Fact]
    public void Bases_HaveExactVersions()
    {
        Assert.Equal(3, File.Bases.Count());
        Assert.All(File.Bases, image => Assert.Matches(@":\d+\.\d+\.\d+(-[a-z0-9-]+)?$", image));
    }

    [Fact]
    public void Bases_AreThoseThatTheSourcesWant()
    {
        string sdk = (string)JsonNode.Parse(System.IO.File.ReadAllText(Repository.PathTo("global.json")))!["sdk"]!["version"]!;
        string framework = Regex.Match(System.IO.File.ReadAllText(Repository.PathTo("Directory.Build.props")), "<TargetFramework>net(.*)</TargetFramework>").Groups[1].Value;
        Assert.Contains(File.Bases, image => image.StartsWith($"mcr.microsoft.com/dotnet/sdk:{sdk[..sdk.LastIndexOf('.')]}.", StringComparison.Ordinal));
        Assert.Matches($@"^mcr\.microsoft\.com/dotnet/aspnet:{framework.Replace(".", @"\.")}\.\d+-noble-chiseled-extra$", File.Bases.Last());
    }

    [Fact]
    public void Image_RunsAsAUserWithoutRights_AndWritesToVolumesAlone()
    {
        Assert.Matches(@"^[1-9]\d*:[1-9]\d*$", Assert.Single(File.Final, i => i.Name == "USER").Arguments);
        Assert.Equal("""["/data", "/tmp"]""", Assert.Single(File.Final, i => i.Name == "VOLUME").Arguments);
        // The base has no shell: every command is a list.
        Assert.DoesNotContain(File.Final, i => i.Name == "RUN");
        Assert.All(File.Final.Where(i => i.Name is "ENTRYPOINT" or "CMD"), i => Assert.StartsWith("[", i.Arguments));
    }

    [Fact]
    public void Image_SaysHowItIs()
    {
        Assert.EndsWith("""CMD ["/streamae/bin/streamae", "health", "--optional"]""", Assert.Single(File.Final, i => i.Name == "HEALTHCHECK").Arguments);
        string labels = Assert.Single(File.Final, i => i.Name == "LABEL").Arguments;
        Assert.All(
            (string[])["title", "description", "version", "revision", "licenses"], name => Assert.Contains($"org.opencontainers.image.{name}=", labels));
        string version = Regex.Match(System.IO.File.ReadAllText(Repository.PathTo("Directory.Build.props")), "<Version>(.*)</Version>").Groups[1].Value;
        Assert.Contains(File.Final, i => i == ("ARG", $"VERSION={version}"));
    }

    [Fact]
    public void Build_TakesNothingFromTheNetButPackages()
    {
        Assert.DoesNotContain(File.Instructions, i => i.Name == "ADD");
        Assert.All(File.Instructions.Where(i => i.Name == "RUN"), i => Assert.DoesNotMatch("curl|wget|apt-get|apk|npm install", i.Arguments));
    }

    /// <summary>What is copied is there, and reaches the builder.</summary>
    [Fact]
    public void Sources_AreThereAndNotIgnored()
    {
        string[] ignored = [.. System.IO.File.ReadAllLines(Repository.PathTo(".dockerignore")).Where(l => l.Length > 0 && l[0] != '#')];
        Assert.Equal("*", ignored[0]);
        Assert.All((string[])["**/bin", "**/obj", "**/node_modules", "**/.env"], line => Assert.Contains(line, ignored));
        foreach (string arguments in File.Instructions.Where(i => i.Name == "COPY" && !i.Arguments.Contains("--from=", StringComparison.Ordinal)).Select(i => i.Arguments))
        {
            Assert.All(arguments.Split(' ')[..^1].Where(source => source != "."), source =>
            {
                Assert.Contains($"!{source.Split('/')[0]}", ignored);
                string folder = Path.GetDirectoryName(Repository.PathTo(source))!;
                Assert.NotEmpty(Directory.GetFileSystemEntries(folder, Path.GetFileName(source)));
            });
        }
    }
}
