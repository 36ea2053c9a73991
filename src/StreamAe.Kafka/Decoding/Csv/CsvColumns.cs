namespace StreamAe.Kafka.Decoding.Csv;

/// <summary>Which column of a line each field is.</summary>
/// <param name="Count">Columns of a line.</param>
/// <param name="Slots">[columns], the slots each column fills; mostly none or one.</param>
internal sealed record CsvColumns(int Count, IReadOnlyList<int[]> Slots)
{
    /// <summary>Null where a column is missing; the problems then say which.</summary>
    public static CsvColumns? Find(IReadOnlyList<string> columns, RecordLayout layout, List<FormatProblem> problems)
    {
        if (columns.Count == 0)
        {
            problems.Add(new FormatProblem("columns", "", "is missing for format: csv: a line has no header", "list the columns of a line, in order"));
            return null;
        }

        var slots = new List<int>[columns.Count];
        bool good = true;
        foreach (RecordField field in layout.Fields)
        {
            string name = WithoutEscape(field.Path);
            int column = columns.ToList().IndexOf(name);
            if (column >= 0)
            {
                (slots[column] ??= []).Add(field.Slot);
            }
            else if (!field.IsOptional)
            {
                problems.Add(new FormatProblem(field.Key, name, "is no column", $"the columns are {string.Join(", ", columns)}"));
                good = false;
            }
        }

        return good ? new CsvColumns(columns.Count, [.. slots.Select(s => s is null ? [] : s.ToArray())]) : null;
    }

    /// <summary>A backslash keeps the words of entity: and time: from being taken for columns, and columns from being taken for those words.</summary>
    private static string WithoutEscape(string path) =>
        path is ['\\', .. RecordLayout.KeyWord or RecordLayout.RecordWord] ? path[1..] : path;
}
