using System.Text;
using System.Text.Unicode;
using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Lab;

/// <summary>
/// Reads a CSV file, plain or gzip, whole: a table to learn from has no rows to spare, so that the first bad record ends the reading with its
/// line, value and rule. Text between quotes and separators is read as everywhere else in the program.
/// </summary>
internal static class LabTableReader
{
    private const int BufferBytes = 1 << 16;

    /// <summary>A row of a million features of 20 characters, and room to spare.</summary>
    private const int MaxRecordBytes = 64 << 20;

    private const int MaxListedColumns = 30;

    /// <summary>The names of a file's columns.</summary>
    /// <exception cref="ObservationFileException">No such file, or no usable header.</exception>
    public static string[] ReadHeader(string path)
    {
        using CsvRecordReader reader = Open(path);
        return Header(path, reader);
    }

    /// <exception cref="ObservationFileException">The file, its header or a record cannot be used.</exception>
    public static LabTable Read(string path, LabColumns wanted, CancellationToken cancellationToken)
    {
        using CsvRecordReader reader = Open(path);
        string[] columns = Header(path, reader);
        Dictionary<string, int> places = columns.Index().ToDictionary(c => c.Item, c => c.Index);
        int[] texts = [.. wanted.Texts.Select(name => Find(path, columns, places, name))];
        int[] features = wanted.Features is { } named
            ? [.. named.Select(name => Find(path, columns, places, name))]
            : [.. Enumerable.Range(0, columns.Length).Where(i => !texts.Contains(i) && !wanted.Ignored.Contains(columns[i]))];
        if (features.Length == 0)
        {
            throw new ObservationFileException(path, 1, $"there is no column of numbers beside {Listed(columns)}; at least one is needed.");
        }

        List<float[]> rows = [];
        List<long> lines = [];
        List<string>[] words = [.. texts.Select(_ => new List<string>())];
        int[] ends = new int[columns.Length];
        byte[] unquoted = [];
        while (Next(path, reader, cancellationToken))
        {
            if (reader.Record.IsEmpty)
            {
                continue;
            }

            ReadOnlySpan<byte> text = Split(reader, ends, ref unquoted, out int count);
            if (count != columns.Length)
            {
                throw new ObservationFileException(path, reader.RecordLine, $"{count} fields; the header names {columns.Length} columns. Every line needs as many.");
            }

            float[] row = new float[features.Length];
            for (int d = 0; d < features.Length; d++)
            {
                row[d] = Number(path, reader.RecordLine, columns[features[d]], Field(text, ends, features[d]), wanted.AllowMissing);
            }

            for (int t = 0; t < texts.Length; t++)
            {
                words[t].Add(Word(path, reader.RecordLine, columns[texts[t]], Field(text, ends, texts[t])));
            }

            rows.Add(row);
            lines.Add(reader.RecordLine);
            if (rows.Count * (long)features.Length > Array.MaxLength)
            {
                throw new ObservationFileException(
                    path, reader.RecordLine, $"the file holds more than {Array.MaxLength:N0} values, the most that a command takes at a time. Split it, or give fewer columns.");
            }

            if (rows.Count * (long)features.Length * sizeof(float) > wanted.MaxBytes)
            {
                throw new ObservationFileException(
                    path,
                    reader.RecordLine,
                    $"{rows.Count:N0} rows of {features.Length:N0} columns already take more than {ByteText.Of(wanted.MaxBytes)}, the limit. Raise --max-memory, or give fewer rows or columns (--features).");
            }
        }

        if (rows.Count == 0)
        {
            throw new ObservationFileException(path, 0, "the file has a header and no rows; at least one row is needed.");
        }

        Dictionary<string, IReadOnlyList<string>> byName = [];
        for (int t = 0; t < texts.Length; t++)
        {
            byName[wanted.Texts[t]] = words[t];
        }

        return new LabTable(path, [.. features.Select(i => columns[i])], rows, byName, lines);
    }

    private static CsvRecordReader Open(string path) => new(ObservationFileStream.Open(path, null), BufferBytes, MaxRecordBytes);

    private static string[] Header(string path, CsvRecordReader reader)
    {
        if (!Next(path, reader, CancellationToken.None) || reader.Record.IsEmpty)
        {
            throw new ObservationFileException(path, 1, "the first line is empty; it must name the columns.");
        }

        int[] ends = new int[reader.Record.Count((byte)',') + 1];
        byte[] unquoted = [];
        ReadOnlySpan<byte> text = Split(reader, ends, ref unquoted, out int count);
        string[] columns = new string[count];
        for (int i = 0; i < count; i++)
        {
            columns[i] = Encoding.UTF8.GetString(Field(text, ends, i)).Trim();
            if (columns[i].Length == 0)
            {
                throw new ObservationFileException(path, 1, $"column {i + 1} has no name; the first line must name every column.");
            }
        }

        string? twice = columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? columns : throw new ObservationFileException(path, 1, $"two columns are named '{twice}'; column names must be unique.");
    }

    /// <summary>False at the end of the file.</summary>
    private static bool Next(string path, CsvRecordReader reader, CancellationToken cancellationToken)
    {
        CsvRecordStatus status = reader.Next(cancellationToken);
        string? problem = status switch
        {
            CsvRecordStatus.Record or CsvRecordStatus.End => null,
            CsvRecordStatus.Cancelled => throw new OperationCanceledException(cancellationToken),
            CsvRecordStatus.StrayQuote => "a quote may only enclose a whole field or stand doubled inside one; quote the field and double it.",
            CsvRecordStatus.OpenQuote => "a quote that this line opens is never closed; close it.",
            CsvRecordStatus.TooLarge => $"the record has more than {MaxRecordBytes:N0} bytes, or a quote is not closed within them; is this a CSV file with lines?",
            _ => $"the file cannot be read further: {reader.BreakReason}. Copy it again from its source.",
        };
        if (problem is not null)
        {
            throw new ObservationFileException(path, reader.RecordLine, problem);
        }

        if (status == CsvRecordStatus.Record && (reader.Record.Contains((byte)0) || !Utf8.IsValid(reader.Record)))
        {
            throw new ObservationFileException(path, reader.RecordLine, "the bytes are no UTF-8 text (UTF-16, or a binary file?); save the file as UTF-8.");
        }

        return status == CsvRecordStatus.Record;
    }

    private static ReadOnlySpan<byte> Split(CsvRecordReader reader, int[] ends, ref byte[] unquoted, out int count)
    {
        if (!reader.RecordHasQuotes)
        {
            count = CsvFields.Split(reader.Record, ends);
            return reader.Record;
        }

        if (unquoted.Length <= reader.Record.Length)
        {
            unquoted = new byte[reader.Record.Length + 1];
        }

        count = CsvFields.SplitQuoted(reader.Record, unquoted, ends);
        return unquoted;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int[] ends, int column) => text[(column == 0 ? 0 : ends[column - 1] + 1)..ends[column]];

    private static float Number(string path, long line, string column, ReadOnlySpan<byte> field, bool allowMissing)
    {
        CsvFieldKind kind = CsvNumber.Parse(field, out float value);
        if (kind == CsvFieldKind.Value || (kind == CsvFieldKind.Missing && allowMissing))
        {
            return value;
        }

        throw new ObservationFileException(path, line, kind == CsvFieldKind.Missing
            ? $"column '{column}' is missing here; the model was not made for missing values. Fill it in, leave the row out, or train with --mask-missing."
            : $"column '{column}' is {Shown(field)}; {CsvNumber.Rule}. Mend it, or choose the columns of numbers with --features.");
    }

    private static string Word(string path, long line, string column, ReadOnlySpan<byte> field)
    {
        string word = Encoding.UTF8.GetString(field).Trim();
        return word.Length > 0 ? word : throw new ObservationFileException(path, line, $"column '{column}' is empty; every row needs a word there. Fill it in, or leave the row out.");
    }

    private static int Find(string path, string[] columns, Dictionary<string, int> places, string name) => places.TryGetValue(name, out int index)
        ? index
        : throw new ObservationFileException(path, 1, $"there is no column '{name}'; the columns are {Listed(columns)}.");

    private static string Listed(string[] columns) =>
        string.Join(", ", columns.Take(MaxListedColumns).Select(c => $"'{c}'")) + (columns.Length > MaxListedColumns ? $" and {columns.Length - MaxListedColumns:N0} more" : "");

    private static string Shown(ReadOnlySpan<byte> field)
    {
        const int Most = 60;
        string text = CsvRecordReader.Preview(field);
        return text.Length > Most ? $"'{text[..Most]}…'" : $"'{text}'";
    }
}
