using System.CommandLine;

namespace StreamAe.Host.Commands.Completions;

/// <summary><c>streamae completions</c></summary>
internal static class CompletionsCommand
{
    private static readonly Dictionary<string, Action<CommandWords, TextWriter>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = ZshScript.Write,
        ["pwsh"] = PowerShellScript.Write,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong([.. Shells.Keys]);
        var command = new Command(
            "completions",
            """
            Prints a script with which a shell completes commands, options and their values. It holds them all and starts nothing.

            Examples:
              source <(streamae completions bash)                                   in ~/.bashrc
              source <(streamae completions zsh)                                    in ~/.zshrc, after compinit
              streamae completions pwsh | Out-String | Invoke-Expression            in $PROFILE
            """)
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Shells[parsed.GetRequiredValue(shell)](CommandWords.Of(parsed.RootCommandResult.Command), Console.Out);
            return ExitCode.Ok;
        });
        return command;
    }
}
