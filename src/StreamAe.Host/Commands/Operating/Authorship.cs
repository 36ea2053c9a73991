using System.CommandLine;

namespace StreamAe.Host.Commands.Operating;

/// <summary>Who does something, and why: the options of every command that changes what others see.</summary>
internal sealed record Authorship(Option<string?> AuthorOption, Option<string> ReasonOption)
{
    private const int LongestText = 1000;

    public static Authorship Create() => new(
        new Option<string?>("--author") { Description = "Who changes it. Default: the user of this process." },
        new Option<string>("--reason") { Description = "Why, in a few words; it stands in the audit.", Required = true });

    public void AddTo(Command command)
    {
        command.Options.Add(ReasonOption);
        command.Options.Add(AuthorOption);
    }

    public string Author(ParseResult parsed) => Checked("--author", parsed.GetValue(AuthorOption) ?? (Environment.UserName is { Length: > 0 } user ? user : "operator"));

    public string Reason(ParseResult parsed) => Checked("--reason", parsed.GetRequiredValue(ReasonOption));

    private static string Checked(string option, string text) => string.IsNullOrWhiteSpace(text) || text.Length > LongestText
        ? throw new WrongUseException($"{option} must say something, in at most {LongestText:N0} characters: it is what the audit is for.")
        : text.Trim();
}
