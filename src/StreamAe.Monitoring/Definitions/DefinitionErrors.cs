using System.Globalization;
using System.Text;

namespace StreamAe.Monitoring.Definitions;

/// <summary>Collects the errors and warnings of one file. Invariant: keeps at most <see cref="MonitorFile.MaxErrors"/> of each.</summary>
internal sealed class DefinitionErrors(string file, FileDialect dialect)
{
    private const int ShownCharacters = 60;

    private readonly List<DefinitionError> _errors = [];
    private readonly List<DefinitionError> _warnings = [];
    private int _left;

    public FileDialect Dialect => dialect;

    /// <summary>What paths in the file are relative to; empty for the current folder.</summary>
    public string Folder => Path.GetDirectoryName(file) ?? string.Empty;

    public bool Any => _errors.Count > 0;

    /// <summary>The warnings, in file order.</summary>
    public IReadOnlyList<DefinitionError> Warnings => InFileOrder(_warnings).ToArray().AsReadOnly();

    public void Add(int line, int column, string key, string value, string rule, string remedy)
    {
        if (_errors.Count == MonitorFile.MaxErrors)
        {
            _left++;
            return;
        }

        _errors.Add(new DefinitionError(file, line, column, key, value, rule, remedy));
    }

    public void Warn(int line, int column, string key, string value, string rule, string remedy) =>
        _warnings.Add(new DefinitionError(file, line, column, key, value, rule, remedy));

    /// <summary>The errors in file order, and one that counts those beyond <see cref="MonitorFile.MaxErrors"/>.</summary>
    public IReadOnlyList<DefinitionError> ToList()
    {
        List<DefinitionError> errors = [.. InFileOrder(_errors)];
        if (_left > 0)
        {
            errors.Add(new DefinitionError(file, 0, 0, "", "", $"{_left} more errors are not listed", "mend these first"));
        }

        return errors.AsReadOnly();
    }

    /// <summary><paramref name="text"/> on one printable line of bounded length; empty text as two quotes.</summary>
    public static string Shown(string text, int limit = ShownCharacters)
    {
        if (text.Length == 0)
        {
            return "\"\"";
        }

        StringBuilder shown = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= limit)
            {
                return shown.Append('…').ToString();
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Format)
            {
                shown.Append($"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }

    private static IEnumerable<DefinitionError> InFileOrder(IEnumerable<DefinitionError> errors) =>
        errors.OrderBy(e => e.Line).ThenBy(e => e.Column);
}
