using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Turns the records of one file into observations. An entity is registered only by a row that is taken.</summary>
internal sealed class CsvRowDecoder
{
    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    private const int MaxEntityBytes = 3 * EntityDirectory.MaxKeyLength;

    private const int MaxShownValue = 60;

    private readonly string _name;
    private readonly CsvHeader _header;
    private readonly EntityDirectory _directory;
    private readonly IDeadLetterSink _deadLetters;
    private readonly CsvCategories?[] _categories;
    private readonly int[] _ends;
    private readonly float[] _values;
    private readonly char[] _entityText = new char[MaxEntityBytes];

    // The entity of the row before: most files hold one entity, or runs of one, and need no lookup.
    private readonly byte[] _lastEntity = new byte[MaxEntityBytes];
    private int _lastEntityLength;
    private int _lastEntityId;
    private byte[] _unquoted = [];

    public CsvRowDecoder(string name, CsvHeader header, EntityDirectory directory, IDeadLetterSink deadLetters)
    {
        _name = name;
        _header = header;
        _directory = directory;
        _deadLetters = deadLetters;
        _categories = [.. header.Schema.Channels.Select(
            channel => channel.Kind == ChannelKind.Category ? new CsvCategories(channel) : null)];
        _ends = new int[header.Columns.Length];
        _values = new float[header.Schema.Count];
    }

    /// <summary>Gives back what quoted records needed; the next one asks for it again.</summary>
    public void ReleaseBuffer()
    {
        if (_unquoted.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_unquoted);
            _unquoted = [];
        }
    }

    /// <summary>Adds the reader's current record to the batch, or else one dead letter; an empty line gives neither.</summary>
    public void Decode(CsvRecordReader reader, ObservationBatch batch)
    {
        ReadOnlySpan<byte> record = reader.Record;
        if (record.IsEmpty)
        {
            return;
        }

        if (record.IndexOfAnyExceptInRange((byte)1, (byte)127) >= 0 && !IsText(reader, record))
        {
            return;
        }

        ReadOnlySpan<byte> text = Split(record, reader.RecordHasQuotes, out int columns);
        if (columns != _ends.Length)
        {
            Set(reader, DeadLetterReason.ColumnCount, $"{columns} fields; the header names {_ends.Length} columns.");
            return;
        }

        ReadOnlySpan<byte> entity = Field(text, _header.EntityColumn);
        bool sameEntity = entity.SequenceEqual(_lastEntity.AsSpan(0, _lastEntityLength));
        int entityLength = 0;
        if (!sameEntity || entity.IsEmpty)
        {
            entityLength = entity.Length <= MaxEntityBytes ? Encoding.UTF8.GetChars(entity, _entityText) : int.MaxValue;
            if (entityLength is 0 or > EntityDirectory.MaxKeyLength)
            {
                Set(
                    reader,
                    DeadLetterReason.Entity,
                    $"column {Column(_header.EntityColumn)} {(entity.IsEmpty ? "is empty" : $"is {Shown(entity)}")}; "
                    + $"an entity key has 1 to {EntityDirectory.MaxKeyLength} characters.");
                return;
            }
        }

        ReadOnlySpan<byte> time = Field(text, _header.TimeColumn);
        if (!CsvTime.TryParse(time, out long ticks))
        {
            Set(
                reader,
                DeadLetterReason.Time,
                $"column {Column(_header.TimeColumn)} {(time.IsEmpty ? "is empty" : $"is {Shown(time)}")}; {CsvTime.Rule}.");
            return;
        }

        sbyte label = ObservationBatch.NoLabel;
        if (_header.LabelColumn >= 0 && !CsvLabel.TryParse(Field(text, _header.LabelColumn), out label))
        {
            Set(
                reader,
                DeadLetterReason.Label,
                $"column {Column(_header.LabelColumn)} is {Shown(Field(text, _header.LabelColumn))}; {CsvLabel.Rule}.");
            return;
        }

        if (!TryValues(reader, text))
        {
            return;
        }

        if (!sameEntity)
        {
            _lastEntityId = _directory.GetOrAdd(_entityText.AsSpan(0, entityLength));
            entity.CopyTo(_lastEntity);
            _lastEntityLength = entity.Length;
        }

        _values.CopyTo(batch.Add(_lastEntityId, ticks, reader.RecordLine, label));
    }

    private bool IsText(CsvRecordReader reader, ReadOnlySpan<byte> record)
    {
        if (record.Contains((byte)0))
        {
            Set(reader, DeadLetterReason.Malformed, "the record contains a NUL byte, which is no text.");
            return false;
        }

        if (!Utf8.IsValid(record))
        {
            Set(reader, DeadLetterReason.Malformed, "the bytes are no UTF-8; save the file as UTF-8.");
            return false;
        }

        return true;
    }

    private ReadOnlySpan<byte> Split(ReadOnlySpan<byte> record, bool quoted, out int columns)
    {
        if (!quoted)
        {
            columns = CsvFields.Split(record, _ends);
            return record;
        }

        if (_unquoted.Length <= record.Length)
        {
            ReleaseBuffer();
            _unquoted = ArrayPool<byte>.Shared.Rent(record.Length + 1);
        }

        columns = CsvFields.SplitQuoted(record, _unquoted, _ends);
        return _unquoted;
    }

    private bool TryValues(CsvRecordReader reader, ReadOnlySpan<byte> text)
    {
        int[] columns = _header.ChannelColumns;
        int present = 0;
        for (int channel = 0; channel < columns.Length; channel++)
        {
            ReadOnlySpan<byte> field = Field(text, columns[channel]);
            CsvFieldKind kind = _categories[channel] is { } categories
                ? categories.Parse(field, out _values[channel])
                : CsvNumber.Parse(field, out _values[channel]);
            if (kind == CsvFieldKind.Unusable)
            {
                Set(reader, DeadLetterReason.Value, $"column {Column(columns[channel])} is {Shown(field)}; {CsvNumber.Rule}.");
                return false;
            }

            present += kind == CsvFieldKind.Value ? 1 : 0;
        }

        if (present == 0)
        {
            Set(reader, DeadLetterReason.NoValues, $"all {columns.Length} value columns are missing; at least one must hold a value.");
            return false;
        }

        return true;
    }

    private ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int column)
    {
        int start = column == 0 ? 0 : _ends[column - 1] + 1;
        return text[start.._ends[column]];
    }

    private string Column(int column) => $"'{_header.Columns[column]}' (number {column + 1})";

    private static string Shown(ReadOnlySpan<byte> field)
    {
        string start = CsvRecordReader.Preview(field);
        return start.Length > MaxShownValue ? $"'{start[..MaxShownValue]}…' ({field.Length} bytes)" : $"'{start}'";
    }

    private void Set(CsvRecordReader reader, DeadLetterReason reason, string detail) => _deadLetters.Add(new DeadLetter(
        _name, reader.RecordLine, reason, $"Line {reader.RecordLine}: {detail}", CsvRecordReader.Preview(reader.Record)));
}
