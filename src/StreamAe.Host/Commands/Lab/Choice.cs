using System.CommandLine;
using System.CommandLine.Parsing;

namespace StreamAe.Host.Commands.Lab;

/// <summary>An option that takes one of a few words, each with its meaning.</summary>
internal static class Choice
{
    /// <param name="initial">The word that is meant where none is given; null for none.</param>
    public static Option<T> Of<T>(string name, string description, string? initial, params (string Word, T Value)[] choices)
    {
        string words = string.Join('|', choices.Select(c => c.Word));
        var option = new Option<T>(name)
        {
            Description = initial is null ? description : $"{description} Default {initial}.",
            HelpName = words,
            CustomParser = result => Parse(result, name, choices, words),
        };
        if (initial is not null)
        {
            option.DefaultValueFactory = _ => choices.First(c => c.Word == initial).Value;
        }

        option.CompletionSources.Add(_ => choices.Select(c => new System.CommandLine.Completions.CompletionItem(c.Word)));
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, (string Word, T Value)[] choices, string words)
    {
        string given = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        foreach ((string word, T value) in choices)
        {
            if (word == given)
            {
                return value;
            }
        }

        result.AddError($"{name} {given}: must be one of {words}.");
        return default;
    }
}
