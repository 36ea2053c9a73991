using StreamAe.Monitoring.Files;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class GlobExpansionTests
{
    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", ".csv", false)]
    [InlineData(".*", ".csv", true)]
    [InlineData("*", "a", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "ab", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "x", false)]
    [InlineData("x*", "x", true)]
    [InlineData("**", "abc", true)]
    [InlineData("machine-[0-9]-?.csv", "machine-1-7.csv", true)]
    public void Segment_Matches_AsAShellDoes(string pattern, string name, bool expected) =>
        Assert.Equal(expected, GlobSegment.Matches(pattern, name));

    [Fact]
    public void Segment_ManyStars_TakeNoExponentialTime() =>
        Assert.False(GlobSegment.Matches(string.Concat(Enumerable.Repeat("*a", 40)) + "b", new string('a', 5000)));

    [Fact]
    public void Expand_Patterns_AreSortedAndUnique()
    {
        using var folder = Filled();
        Assert.Equal(["B.csv", "a.csv", "c[1].csv"], Expand(folder, "*.csv"));
        Assert.Equal(["B.csv", "a.csv", "c[1].csv"], Expand(folder, "a.csv", "*.csv", "[Ba].csv"));
        Assert.Equal([folder.At("./a.csv"), folder.At("B.csv")], GlobExpansion.Expand([folder.At("[Ba].csv"), folder.At("./a.csv")]));
        Assert.Equal(["x/1.csv", "x/y/2.csv"], Expand(folder, "x/**/*.csv"));
        Assert.Equal(["B.csv", "a.csv", "c[1].csv", "x/1.csv", "x/y/2.csv", "z/3.csv"], Expand(folder, "**/*.csv"));
        Assert.Equal(["x/1.csv", "z/3.csv"], Expand(folder, "?/*.csv"));
        Assert.Equal(["x/1.csv", "x/notes.txt", "x/y/2.csv"], Expand(folder, "x/**"));
        Assert.Equal([".hidden.csv"], Expand(folder, ".*.csv"));
        Assert.Equal(["x/1.csv"], Expand(folder, "x/y/../1*"));
    }

    [Fact]
    public void Expand_ExistingPath_IsTakenAsItIs()
    {
        using var folder = Filled();
        Assert.Equal(["c[1].csv"], Expand(folder, "c[1].csv"));
        Assert.Equal(["x/notes.txt"], Expand(folder, "x/notes.txt"));
    }

    [Fact]
    public void Expand_WithoutMatch_NamesEveryPattern()
    {
        using var folder = Filled();
        ObservationFileException one = Assert.Throws<ObservationFileException>(() => Expand(folder, "*.csv", "*.parquet"));
        Assert.Equal(folder.At("*.parquet"), one.File);
        Assert.Equal($"{folder.At("*.parquet")}: no file matches this pattern.", one.Message);
        ObservationFileException several = Assert.Throws<ObservationFileException>(() => Expand(folder, "none.csv", "x", "q/*.csv", "x*"));
        Assert.Equal(
            $"{folder.At("none.csv")}: there is no such file.\n"
            + $"{folder.At("x")}: this is a directory; give its files, for example with '/*.csv' after it.\n"
            + $"{folder.At("q/*.csv")}: no file matches this pattern.\n"
            + $"{folder.At("x*")}: no file matches this pattern.",
            several.Message);
    }

    [Fact]
    public void Expand_RelativePattern_GivesRelativePaths()
    {
        // The test's own directory: no test may change the process's.
        string here = Path.GetRelativePath(Directory.GetCurrentDirectory(), AppContext.BaseDirectory);
        IReadOnlyList<string> files = GlobExpansion.Expand([Path.Combine(here, "StreamAe.Monitoring.d*")]);
        Assert.Equal(Path.Combine(here, "StreamAe.Monitoring.deps.json") is var deps && File.Exists(deps) ? 2 : 1, files.Count);
        Assert.All(files, file => Assert.StartsWith(Path.Combine(here, "StreamAe.Monitoring.d"), file, StringComparison.Ordinal));
    }

    [Fact]
    public void Expand_LinkedDirectory_DoesNotLoop()
    {
        using var folder = Filled();
        Directory.CreateSymbolicLink(folder.At("x/loop"), folder.At("x"));
        Assert.Equal(["x/1.csv", "x/y/2.csv"], Expand(folder, "x/**/*.csv"));
    }

    private static TestFolder Filled()
    {
        var folder = new TestFolder();
        foreach (string name in (string[])["a.csv", "B.csv", "c[1].csv", ".hidden.csv", "x/1.csv", "x/notes.txt", "x/y/2.csv", "z/3.csv", ".git/4.csv"])
        {
            folder.Write(name, "");
        }

        return folder;
    }

    private static string[] Expand(TestFolder folder, params string[] patterns) =>
        [.. GlobExpansion.Expand(patterns.Select(folder.At)).Select(file => Path.GetRelativePath(folder.Root, file))];
}
