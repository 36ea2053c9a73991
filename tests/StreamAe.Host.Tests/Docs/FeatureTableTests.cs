using System.CommandLine;
using System.Text.RegularExpressions;
using StreamAe.Host.Commands;

namespace StreamAe.Host.Tests.Docs;

/// <summary>docs/autoencoders.md promises a key, a command and a test for every feature; each must exist.</summary>
public sealed partial class FeatureTableTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void Table_EveryMonitorKey_IsInTheReference()
    {
        string reference = File.ReadAllText(Path.Combine(Root, "docs", "monitor-file.md"));
        foreach (string key in Cells(1).SelectMany(Quoted).Where(k => !k.Contains(' ') || k.Contains(": ")).Select(k => k.Split(':')[0]))
        {
            if (!key.EndsWith(".json", StringComparison.Ordinal) && !key.StartsWith("streamae", StringComparison.Ordinal))
            {
                string name = key.StartsWith("features[].", StringComparison.Ordinal) ? key["features[].".Length..] : key;
                Assert.Contains($"| `{name}` |", reference, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Table_EveryCommandAndOption_Exists()
    {
        Command lab = StreamAeCommand.Create().Subcommands.Single(c => c.Name == "lab");
        foreach (string cell in Cells(2))
        {
            Command? command = null;
            foreach (string word in Quoted(cell).SelectMany(text => text.Split(' ')))
            {
                if (word.StartsWith("--", StringComparison.Ordinal))
                {
                    Assert.Contains(command!.Options, o => o.Name == word);
                }
                else if (lab.Subcommands.SingleOrDefault(c => c.Name == word) is Command named)
                {
                    command = named;
                }
                else
                {
                    // The value of an option, or the name of an experiment.
                    Assert.NotNull(command);
                    Assert.Contains(word, (string[])["ae", "vae", "auto", "depth", "beta", "sparse", "noise", "conditional", "pretraining", "pictures", "augmentation"]);
                }
            }
        }
    }

    [Fact]
    public void Table_EveryTest_IsAClassOfTheTests()
    {
        string[] files = Directory.GetFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories);
        HashSet<string?> names = [.. files.Select(Path.GetFileNameWithoutExtension)];
        string[] tests = [.. Cells(3).SelectMany(Quoted)];
        Assert.True(tests.Length > 40);
        Assert.All(tests, test => Assert.Contains(test, names));
    }

    /// <summary>The cells of one column of every table on the page.</summary>
    private static IEnumerable<string> Cells(int column) => File.ReadLines(Path.Combine(Root, "docs", "autoencoders.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Feature", StringComparison.Ordinal) && !line.StartsWith("| Use ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | ")[column]);

    private static IEnumerable<string> Quoted(string cell) => CodeSpan().Matches(cell).Select(m => m.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
