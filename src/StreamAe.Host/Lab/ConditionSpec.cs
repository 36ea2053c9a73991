using StreamAe.Host.Commands;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Lab;

/// <summary><c>--condition col[:a,b,c]</c>: a column of words, and its words where they are not to be taken from the file.</summary>
internal sealed record ConditionSpec(string Name, string[]? Categories)
{
    /// <summary>Each is a unit of the context; a column with more is a number or a key.</summary>
    private const int MaxCategories = 1000;

    /// <exception cref="WrongUseException">No name, or an empty or repeated category.</exception>
    public static ConditionSpec Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string[]? categories = colon < 0 ? null : text[(colon + 1)..].Split(',');
        if (name.Length == 0 || categories is { } c && (c.Contains("") || c.Distinct().Count() != c.Length))
        {
            throw new WrongUseException($"--condition {text}: give COLUMN, or COLUMN:a,b,c with categories that are neither empty nor repeated.");
        }

        return new ConditionSpec(name, categories);
    }

    public ConditionColumn Resolve(LabTable table)
    {
        string[] categories = Categories ?? [.. table.Texts[Name].Distinct().Order(StringComparer.Ordinal)];
        return categories.Length <= MaxCategories
            ? new ConditionColumn(Name, categories)
            : throw new WrongUseException($"--condition {Name}: the column has {categories.Length:N0} different words; at most {MaxCategories} can be a condition. Is it a number? Then leave it among the features.");
    }
}
