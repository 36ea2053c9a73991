using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;

namespace StreamAe.Host.Commands.Completions;

/// <summary>What can follow a command, as the command line itself knows it.</summary>
/// <param name="Path">The command as it is typed: <c>streamae monitors validate</c>.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Commands">Its commands.</param>
/// <param name="Options">Its options, and those of the commands above that hold here too.</param>
/// <param name="Values">What its arguments accept, where that is a fixed list; empty for files and free text.</param>
internal sealed partial record CommandWords(
    string Path, string Summary, IReadOnlyList<CommandWords> Commands, IReadOnlyList<OptionWords> Options, IReadOnlyList<string> Values)
{
    /// <summary>The last word of <see cref="Path"/>.</summary>
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    /// <summary>This one and all below it.</summary>
    public IEnumerable<CommandWords> All => Commands.SelectMany(c => c.All).Prepend(this);

    public static CommandWords Of(Command root) => Of(root, "streamae", []);

    private static CommandWords Of(Command command, string path, IReadOnlyList<OptionWords> inherited)
    {
        Option[] own = [.. command.Options.Where(o => !o.Hidden)];
        IReadOnlyList<OptionWords> below = [.. inherited, .. own.Where(o => o.Recursive).Select(Of)];
        return new CommandWords(
            path,
            Sentence(command.Description),
            [.. command.Subcommands.Where(c => !c.Hidden).Select(c => Of(c, $"{path} {c.Name}", below))],
            [.. own.Select(Of), .. inherited],
            [.. command.Arguments.Where(a => !a.Hidden).SelectMany(ValuesOf)]);
    }

    private static OptionWords Of(Option option)
    {
        bool takesValue = option.ValueType != typeof(bool) && option.ValueType != typeof(void) && option.Arity.MaximumNumberOfValues > 0;
        return new OptionWords([option.Name, .. option.Aliases.Order(StringComparer.Ordinal)], Sentence(option.Description), takesValue, takesValue ? [.. ValuesOf(option)] : []);
    }

    /// <summary>Members of an enumeration stand there beside the words in which they are written.</summary>
    private static IEnumerable<string> ValuesOf(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty)
        .GroupBy(c => c.Label, StringComparer.OrdinalIgnoreCase)
        .Select(g => g.Select(c => c.Label).Max(StringComparer.Ordinal)!);

    /// <summary>The first sentence of a description, on one line, without the list that it may introduce.</summary>
    private static string Sentence(string? description) =>
        End.Split(description ?? "", 2)[0].ReplaceLineEndings(" ").TrimEnd('.');

    [GeneratedRegex(@"\.\s|:?\r?\n\s*\r?\n|:\r?\n")]
    private static partial Regex End { get; }
}
