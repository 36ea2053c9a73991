using System.CommandLine;
using StreamAe.Host.Commands;

namespace StreamAe.EndToEnd.Tests.CommandLine;

public sealed class HelpTests
{
    /// <summary>Every command there is, as it is typed.</summary>
    public static TheoryData<string> Commands => [.. PathsOf(StreamAeCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_ShowsAnExample(string command)
    {
        ProcessResult result = await StreamAeProcess.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Example", result.Output);
        Assert.Contains($"streamae {command}".TrimEnd(), result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Version_NamesEveryOptionalPart()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("--version");
        Assert.Equal(0, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^streamae \d+\.\d+\.\d+", lines[0]);
        Assert.Equal(["part Console", "part Gpu", "part KafkaNative", "part Orleans"], lines.Skip(1).Select(line => line.Split(':')[0].Trim()));
        Assert.All(lines.Skip(1), line => Assert.Matches(": (included|left out: .+)$", line));
    }

    [Theory]
    [InlineData("", "Required command was not provided", "See 'streamae --help'.")]
    [InlineData("frobnicate", "'frobnicate'", "See 'streamae --help'.")]
    [InlineData("monitors frobnicate", "'frobnicate'", "See 'streamae monitors --help'.")]
    [InlineData("monitors validate", "Required argument missing for command: 'validate'", "See 'streamae monitors validate --help'.")]
    [InlineData("run", "'--config' is required", "See 'streamae run --help'.")]
    [InlineData("run --config x --seconds 0", "--seconds must be 1 or more", "See 'streamae run --help'.")]
    [InlineData("run --config x --seconds soon", "'soon'", "See 'streamae run --help'.")]
    [InlineData("backtest --monitor m --train a --test b --threads many", "'many'", "See 'streamae backtest --help'.")]
    [InlineData("demo --port http", "'http'", "See 'streamae demo --help'.")]
    [InlineData("simulate pumps --rows 1e3", "'1e3'", "See 'streamae simulate --help'.")]
    [InlineData("run --config x --frobnicate", "'--frobnicate'", "See 'streamae run --help'.")]
    [InlineData("demo --rate 1", "--rate must be 2 to", "See 'streamae demo --help'.")]
    [InlineData("simulate cars", "'cars'", "See 'streamae simulate --help'.")]
    [InlineData("health --url localhost:8081", "--url must be an address", "See 'streamae health --help'.")]
    [InlineData("backtest --monitor m", "'--train' is required", "See 'streamae backtest --help'.")]
    public async Task WrongUse_ExitsWith2AndPointsToHelp(string commandLine, string what, string where)
    {
        ProcessResult result = await StreamAeProcess.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(what, result.Error);
        Assert.Contains(where, result.Error);
        Assert.Equal("", result.Output);
    }

    private static IEnumerable<string> PathsOf(Command command, string path) =>
        command.Subcommands.SelectMany(c => PathsOf(c, $"{path} {c.Name}".Trim())).Prepend(path);
}
