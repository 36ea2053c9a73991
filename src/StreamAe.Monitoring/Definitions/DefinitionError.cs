using System.Text;

namespace StreamAe.Monitoring.Definitions;

/// <summary>One thing wrong with (or doubtful in) a monitor file.</summary>
/// <param name="File">The file as it was named by the caller.</param>
/// <param name="Line">From 1: of the value, or of the key where the key is wrong. 0 when the file could not be read at all.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 with line 0.</param>
/// <param name="Key">Dotted path such as <c>threshold.quantile</c> or <c>features[2].values</c>; empty for the whole file.</param>
/// <param name="Value">The value found, shortened to a line; empty where there is none.</param>
/// <param name="Rule">What the value violates, worded to follow the value.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record DefinitionError(string File, int Line, int Column, string Key, string Value, string Rule, string Remedy)
{
    /// <summary><c>pumps.yaml:12:9: threshold.quantile: 1.5 must lie strictly between 0 and 1; try 0.999</c></summary>
    public override string ToString()
    {
        StringBuilder text = new(File);
        if (Line > 0)
        {
            text.Append(':').Append(Line).Append(':').Append(Column);
        }

        text.Append(": ");
        if (Key.Length > 0)
        {
            text.Append(Key).Append(": ");
        }

        if (Value.Length > 0)
        {
            text.Append(Value).Append(' ');
        }

        return text.Append(Rule).Append("; ").Append(Remedy).ToString();
    }
}
