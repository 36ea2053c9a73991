using System.CommandLine;
using System.Diagnostics;
using StreamAe.Host.Commands;

namespace StreamAe.EndToEnd.Tests.CommandLine;

/// <summary>The completion scripts, run by the shells that they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    /// <summary>What bash does at the tab key, and what it would offer.</summary>
    private const string Bash =
        """
        source "$1"; shift
        COMP_WORDS=(streamae "$@") COMP_CWORD=$#
        _streamae
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    /// <summary>The same of zsh; its own functions, which need a terminal, print what they are given.</summary>
    private const string Zsh =
        """
        compdef() { : }
        _describe() { print -rl -- ${(P)2} }
        compadd() { shift; print -rl -- "$@" }
        _files() { : }
        source "$1"; shift
        words=(streamae "$@") CURRENT=$#words PREFIX=${words[-1]}
        _streamae
        """;

    private const string PowerShell =
        """
        $script, $line = $args
        . $script
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText
        """;

    private readonly TestFolder _folder = new();

    /// <summary>What is typed, the last word unfinished, and what must be offered, all of it.</summary>
    public static TheoryData<string, string> Lines => new()
    {
        { "al", "alerts" },
        { "alerts ", "list ack feedback snooze" },
        { "alerts sn", "snooze" },
        { "demo --runtime ", "local orleans" },
        { "demo --runtime o", "orleans" },
        { "keys create --role ", "viewer operator admin" },
        { "simulate ", "pumps cards" },
        { "simulate --seed 3 ", "pumps cards" },
        { "completions b", "bash" },
        { "run --con", "--config" },
        { "run --config ", "" }, // Files: the shell's own.
        { "monitors validate --he", "--help" },
        { "frobnicate", "" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Bash_Offers(string line, string words) => Assert.Equal(Sorted(words), Sorted(await OffersAsync("bash", Bash, line)));

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Zsh_Offers(string line, string words)
    {
        // zsh itself leaves only those that begin with what was typed.
        string typed = line[(line.LastIndexOf(' ') + 1)..];
        string offers = await OffersAsync("zsh", Zsh, line);
        Assert.Equal(Sorted(words), Sorted(string.Join('\n', offers.Split('\n').Select(o => o.Split(':')[0]).Where(o => o.StartsWith(typed, StringComparison.Ordinal)))));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task PowerShell_Offers(string line, string words)
    {
        if (words != "")
        {
            Assert.Equal(Sorted(words), Sorted(await OffersAsync("pwsh", PowerShell, line)));
        }
    }

    [Fact]
    public async Task Script_HasEveryCommandAndOption()
    {
        foreach (string shell in (string[])["bash", "zsh", "pwsh"])
        {
            string script = (await StreamAeProcess.RunAsync("completions", shell)).Output;
            foreach ((string path, Command command) in CommandsBelow(StreamAeCommand.Create(), "streamae"))
            {
                Assert.Contains($"'{path}", script);
                Assert.All(command.Options.Where(o => !o.Hidden), option => Assert.Contains(option.Name, script));
            }
        }
    }

    private static string[] Sorted(string words) => [.. words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static IEnumerable<(string Path, Command Command)> CommandsBelow(Command command, string path) =>
        command.Subcommands.SelectMany(c => CommandsBelow(c, $"{path} {c.Name}")).Prepend((path, command));

    private async Task<string> OffersAsync(string shell, string atTab, string line)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => File.Exists(Path.Combine(f, shell))), $"there is no {shell} on this machine");
        ProcessResult script = await StreamAeProcess.RunAsync("completions", shell);
        Assert.Equal(0, script.ExitCode);
        string file = _folder.Write(shell == "pwsh" ? "script.ps1" : "script", script.Output);
        string tab = _folder.Write(shell == "pwsh" ? "tab.ps1" : "tab", atTab);
        string[] arguments = shell switch
        {
            "bash" => ["--norc", tab, file, .. line.Split(' ')],
            "zsh" => ["-f", tab, file, .. line.Split(' ')],
            _ => ["-NoProfile", "-File", tab, file, $"streamae {line}"],
        };
        var start = new ProcessStartInfo(shell, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await error);
        return output;
    }
}
