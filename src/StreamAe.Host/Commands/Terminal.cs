using Spectre.Console;

namespace StreamAe.Host.Commands;

/// <summary>Consoles that know whether a person or a file reads them.</summary>
internal static class Terminal
{
    /// <summary>Width of tables in files and pipes, where there is no terminal to ask.</summary>
    private const int FileWidth = 160;

    public static IAnsiConsole Output() => Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }
}
