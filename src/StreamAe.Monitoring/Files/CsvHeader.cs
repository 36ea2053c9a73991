using System.Text;
using System.Text.Unicode;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>The first record of a file, read with a layout: which column holds what.</summary>
/// <param name="Columns">The column names as they stand.</param>
/// <param name="EntityColumn">Index of the entity column.</param>
/// <param name="TimeColumn">Index of the time column.</param>
/// <param name="LabelColumn">Index of the label column, −1 where there is none.</param>
/// <param name="ChannelColumns">For each channel of the schema, the index of its column.</param>
/// <param name="Schema">The channels.</param>
internal sealed record CsvHeader(
    string[] Columns, int EntityColumn, int TimeColumn, int LabelColumn, int[] ChannelColumns, Schema Schema)
{
    /// <exception cref="ObservationFileException">There is no usable header.</exception>
    public static CsvHeader Read(string file, CsvRecordReader reader, FileLayout layout)
    {
        switch (reader.Next(CancellationToken.None))
        {
            case CsvRecordStatus.Record:
                break;
            case CsvRecordStatus.End:
                throw new ObservationFileException(file, 0, "the file is empty; its first line must name the columns.");
            case CsvRecordStatus.Broken:
                throw new ObservationFileException(file, 1, $"the file cannot be read up to the end of its header: {reader.BreakReason}.");
            case CsvRecordStatus.TooLarge:
                throw new ObservationFileException(file, 1, "the header is longer than the record limit; is this a CSV file with lines?");
            default:
                throw new ObservationFileException(
                    file, 1, "the header has a quote that does not enclose a whole field; quote names as \"name\".");
        }

        ReadOnlySpan<byte> record = reader.Record;
        if (record.Contains((byte)0) || !Utf8.IsValid(record))
        {
            throw new ObservationFileException(file, 1, "the header is no UTF-8 text (UTF-16, or a binary file?); save the file as UTF-8.");
        }

        if (record.IsEmpty)
        {
            throw new ObservationFileException(file, 1, "the first line is empty; it must name the columns.");
        }

        return Map(file, SplitNames(record, reader.RecordHasQuotes), layout);
    }

    /// <summary>The same columns in the same places.</summary>
    public bool SameColumns(CsvHeader other) => Columns.AsSpan().SequenceEqual(other.Columns);

    private static CsvHeader Map(string file, string[] columns, FileLayout layout)
    {
        if (columns is [var only] && only.AsSpan().IndexOfAny(";\t|") is >= 0 and var at)
        {
            string separator = only[at] == '\t' ? "tabs" : $"'{only[at]}'";
            throw new ObservationFileException(
                file, 1, $"the columns seem to be separated by {separator}; only commas are read, convert the file.");
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Length > 0 && Array.IndexOf(columns, columns[i]) is var first && first < i)
            {
                throw new ObservationFileException(
                    file, 1, $"columns {first + 1} and {i + 1} are both named '{columns[i]}'; column names must be unique.");
            }
        }

        int entity = Find(layout.EntityField, "entity");
        int time = Find(layout.TimeField, "time");
        int label = Array.IndexOf(columns, layout.LabelField);
        if (layout.Channels is { } listed)
        {
            int[] places = [.. listed.Select(channel => Find(channel.Name, "channel"))];
            return new CsvHeader(columns, entity, time, label, places, new Schema(listed));
        }

        int[] others = [.. Enumerable.Range(0, columns.Length).Where(i => i != entity && i != time && i != label)];
        if (others.Length == 0)
        {
            throw new ObservationFileException(file, 1, $"there is no value column besides {Listed(columns)}; at least one is needed.");
        }

        if (Array.Exists(others, i => columns[i].Length == 0))
        {
            int unnamed = Array.IndexOf(columns, "");
            throw new ObservationFileException(file, 1, $"column {unnamed + 1} has no name; name it, or list the channels to read.");
        }

        return new CsvHeader(columns, entity, time, label, others, new Schema([.. others.Select(i => Channel.Number(columns[i]))]));

        int Find(string name, string role)
        {
            int index = Array.IndexOf(columns, name);
            return index >= 0
                ? index
                : throw new ObservationFileException(file, 1, $"there is no {role} column '{name}'; the columns are {Listed(columns)}.");
        }
    }

    private static string Listed(string[] columns)
    {
        const int Most = 50;
        string names = string.Join(", ", columns.Take(Most).Select(name => $"'{name}'"));
        return columns.Length > Most ? $"{names} and {columns.Length - Most} more" : names;
    }

    private static string[] SplitNames(ReadOnlySpan<byte> record, bool quoted)
    {
        int[] ends = new int[record.Count((byte)',') + 1];
        byte[] text = new byte[record.Length + 1];
        record.CopyTo(text);
        int count = quoted ? CsvFields.SplitQuoted(record, text, ends) : CsvFields.Split(record, ends);
        string[] names = new string[count];
        for (int i = 0; i < count; i++)
        {
            int start = i == 0 ? 0 : ends[i - 1] + 1;
            names[i] = Encoding.UTF8.GetString(text, start, ends[i] - start);
        }

        return names;
    }
}
