using System.Diagnostics;
using System.Text;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>Bytes that are no monitor file: always errors, never an exception, never much work.</summary>
public sealed class MonitorFileHostileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamae-monitors-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "m.yaml:1:1: the file is empty; begin with monitor: and a name")]
    [InlineData("   \n\n", "m.yaml:1:1: the file is empty; begin with monitor: and a name")]
    [InlineData("# only a comment\n", "m.yaml:1:1: the file is empty; begin with monitor: and a name")]
    [InlineData("---\n", "m.yaml:1:1: the file is empty; begin with monitor: and a name")]
    [InlineData("pumps", "m.yaml:1:1: pumps must be a mapping with keys such as monitor; write monitor: and its value, indented below")]
    [InlineData("- monitor: a", "m.yaml:1:1: a list must be a mapping with keys such as monitor; write monitor: and its value, indented below")]
    [InlineData("monitor: a\n---\nmonitor: b\n", "m.yaml:2:1: a second document begins; keep one monitor a file and remove ---")]
    [InlineData("monitor: a\0\nwindow: nonsense", "m.yaml:1:11: has the character U+0000; a monitor file is plain text; check that this is one")]
    [InlineData("monitor: a\ndescription: x\u2028y", "m.yaml:2:15: has the character U+2028; a monitor file is plain text; check that this is one")]
    [InlineData("monitor: &a x\nsource: b", "m.yaml:1:10: &a is an anchor, which monitor files do not allow; remove it")]
    [InlineData("monitor: a\nsource: *a", "m.yaml:2:9: *a is an alias, which monitor files do not allow; write the value out")]
    [InlineData("monitor: !!str a", "m.yaml:1:10: tag:yaml.org,2002:str is a tag, which monitor files do not allow; remove it")]
    [InlineData("monitor: a\nmodel: !ruby/object:Gem {kind: vae}", "m.yaml:2:8: !ruby/object:Gem is a tag, which monitor files do not allow; remove it")]
    [InlineData("monitor: a\nfeatures: [[[[[[[[x]]]]]]]]", "m.yaml:2:18: is nested deeper than 8 levels; no key needs that; remove brackets or indentation")]
    public void Parse_NoMonitorFile_GivesThisError(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Monitors.Parse(text).Errors).ToString());

    [Theory]
    [InlineData("monitor: a\nalert: {m: 1", 3)]
    [InlineData("monitor: a\nalert:\n m: 1\n  n: 2", 4)]
    [InlineData("monitor: a\nsource: \"b\nalert: {}", 2)]
    [InlineData("monitor: a\n  source: b", 2)]
    [InlineData("monitor: a\nalert: }", 2)]
    [InlineData("monitor: a\n@source: b", 2)]
    [InlineData("monitor: a\nsource: b: c", 2)]
    [InlineData("monitor: a\nfeatures: [a: b\na: b\n]", 3)] // an exception of YamlDotNet that is no YamlException
    public void Parse_BrokenYaml_GivesTheLine(string text, int line)
    {
        DefinitionError error = Assert.Single(Monitors.Parse(text).Errors);

        Assert.StartsWith("is not valid YAML (", error.Rule);
        Assert.Equal("look at indentation, colons, brackets and quotes here and on the lines above", error.Remedy);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Parse_TabIndentation_SaysSpaces()
    {
        DefinitionError error = Assert.Single(Monitors.Parse("monitor: a\nalert:\n\tm: 1\n").Errors);

        Assert.Equal((3, 1, "indent with spaces, not tabs"), (error.Line, error.Column, error.Remedy));
    }

    /// <summary>Not a case above: attributes cannot hold half a surrogate pair.</summary>
    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void Parse_HalfSurrogatePair_IsRefused(int half) => Assert.Equal(
        $"m.yaml:2:15: has the character U+{half:X4}; a monitor file is plain text; check that this is one",
        Assert.Single(Monitors.Parse($"monitor: a\ndescription: x{(char)half}y").Errors).ToString());

    [Fact]
    public void Parse_WholeSurrogatePair_IsText() =>
        Assert.Equal("\U0001F600", Monitors.Read("monitor: a\ndescription: \U0001F600").Description);

    [Fact]
    public void Parse_AliasBomb_IsRefusedWithoutExpansion()
    {
        StringBuilder bomb = new("monitor: a\nl0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
        {
            bomb.Append($"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]\n");
        }

        MonitorFileResult result = Monitors.Parse(bomb.ToString());

        Assert.Null(result.Definition);
        Assert.Equal(MonitorFile.MaxErrors + 1, result.Errors.Count);
    }

    [Fact]
    public void Parse_MoreErrorsThanListed_CountsTheRest()
    {
        StringBuilder text = new("monitor: a\n");
        for (int i = 0; i < 250; i++)
        {
            text.Append($"zzzzzzzzzz{i}: 1\n");
        }

        MonitorFileResult result = Monitors.Parse(text.ToString());

        Assert.Equal(101, result.Errors.Count);
        Assert.Equal("m.yaml: 150 more errors are not listed; mend these first", result.Errors[^1].ToString());
    }

    /// <summary>The largest files allowed, of the shapes that make parsers slow. The limit is generous: a quadratic one takes hours.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: ")]
    [InlineData("{a: ")]
    [InlineData("a")]
    [InlineData("a: b\n")]
    [InlineData("- a\n")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("|\n ")]
    [InlineData("&a ")]
    [InlineData("*a ")]
    [InlineData("!a ")]
    [InlineData("%TAG ! a\n")]
    [InlineData("---\n")]
    [InlineData("#")]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("\\")]
    public void Parse_LargestFileOfOnePattern_EndsSoonWithErrors(string pattern)
    {
        string text = string.Concat(Enumerable.Repeat(pattern, MonitorFile.MaxBytes / pattern.Length));
        Stopwatch watch = Stopwatch.StartNew();

        foreach (string prefix in new[] { "", "monitor: a\nfeatures: [", "monitor: a\ndescription: \"" })
        {
            string file = (prefix + text)[..Math.Min(MonitorFile.MaxBytes, prefix.Length + text.Length)];
            Assert.NotEmpty(Monitors.Parse(file).Errors);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Parse_TooLarge_IsRefusedUnread()
    {
        string text = "monitor: a\n" + new string('#', MonitorFile.MaxBytes);

        Assert.Equal(
            "m.yaml: is larger than 1,048,576 bytes; a monitor file takes a few hundred; check that this is one",
            Assert.Single(Monitors.Parse(text).Errors).ToString());
        Assert.Equal("a", Monitors.Parse(text[..MonitorFile.MaxBytes]).Definition!.Name);
    }

    [Fact]
    public void Load_File_ReadsIt()
    {
        string path = Save("m.yaml", [0xEF, 0xBB, 0xBF, .. "monitor: é"u8]);

        Assert.Equal($"{path}:1:10: monitor: é must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or digit; give such a value",
            Assert.Single(MonitorFile.Load(path).Errors).ToString());
        File.WriteAllText(path, "monitor: a");
        Assert.Equal("a", MonitorFile.Load(path).Definition!.Name);
    }

    [Fact]
    public void Load_Missing_SaysSo()
    {
        string path = Path.Combine(_folder.FullName, "none.yaml");

        Assert.Equal($"{path}: does not exist; check the path", Assert.Single(MonitorFile.Load(path).Errors).ToString());
        path = Path.Combine(_folder.FullName, "none", "none.yaml");
        Assert.Equal($"{path}: does not exist; check the path", Assert.Single(MonitorFile.Load(path).Errors).ToString());
    }

    [Fact]
    public void Load_Directory_SaysSo() => Assert.Equal(
        $"{_folder.FullName}: is a directory; name the monitor file in it", Assert.Single(MonitorFile.Load(_folder.FullName).Errors).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Load_ImpossiblePath_IsAnError(string path) =>
        Assert.StartsWith("cannot be read (", Assert.Single(MonitorFile.Load(path).Errors).Rule);

    [Fact]
    public void Load_Binary_SaysWhere()
    {
        Assert.Equal((2, 3, "is not UTF-8 text"), Place(Save("latin1", [.. "monitor: a\n# "u8, 0xE9])));
        Assert.Equal((1, 2, "has the character U+0000"), Place(Save("utf16", [(byte)'m', 0, (byte)'o', 0])));
        Assert.Equal((1, 2, "is not UTF-8 text"), Place(Save("elf", [0x7F, 0x80, 0, 0])));

        static (int Line, int Column, string Rule) Place(string path)
        {
            DefinitionError error = Assert.Single(MonitorFile.Load(path).Errors);
            return (error.Line, error.Column, error.Rule);
        }
    }

    [Fact]
    public void Load_TenMegabytes_IsRefused() =>
        Assert.Equal("is larger than 1,048,576 bytes", Assert.Single(MonitorFile.Load(Save("big", new byte[10_000_000])).Errors).Rule);

    private string Save(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
