using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// The observations of one CSV file, plain or gzip (told by its first bytes): UTF-8 with or without a byte order mark, RFC 4180
/// quoting, LF or CRLF. Positions are 1-based numbers of the physical lines on which records start; the header begins on line 1.
/// <para>A record that is no observation becomes one dead letter and costs only itself; see <see cref="DeadLetterReason"/>. Checked in
/// this order: text, column count, entity, time, label, values. Empty lines are passed over: they hold nothing. A record whose
/// quotes are wrong or which is too large is set aside as its first line, and reading goes on at the next one. A damaged archive
/// or a failing disk ends the file after its last whole record, with one dead letter.</para>
/// <para>Reads on the caller's thread: a local file has nothing to wait for. The file is open from the first read to the end of the
/// text, so thousands of sources may wait for their turn. No allocation per row but for dead letters and new entity keys.
/// Not safe for concurrent use.</para>
/// </summary>
public sealed class CsvObservationSource : IObservationSource
{
    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    private const int MaxEntityBytes = 3 * EntityDirectory.MaxKeyLength;

    private const int MaxShownValue = 60;

    private readonly FileLayout _layout;
    private readonly EntityDirectory _directory;
    private readonly IDeadLetterSink _deadLetters;
    private readonly CsvReadingOptions _options;
    private readonly CsvHeader _header;
    private readonly CsvCategories?[] _categories;
    private readonly int[] _ends;
    private readonly float[] _values;
    private readonly char[] _entityText = new char[MaxEntityBytes];

    // The entity of the row before: most files hold one entity, or runs of one, and need no lookup.
    private readonly byte[] _lastEntity = new byte[MaxEntityBytes];
    private int _lastEntityLength;
    private int _lastEntityId;

    private CsvRecordReader? _reader;
    private byte[] _unquoted = [];
    private long _position = 1;
    private long _pendingSeek;
    private long _firstLine;
    private long _rows;
    private bool _finished;
    private bool _disposed;

    /// <summary>Reads the header and closes the file again.</summary>
    /// <param name="path">The file; it is the source's name as given.</param>
    /// <param name="layout">Which columns mean what.</param>
    /// <param name="directory">Numbers the entities.</param>
    /// <param name="deadLetters">Takes every record that is no observation.</param>
    /// <param name="options">Buffer and record sizes; null for the defaults.</param>
    /// <exception cref="ObservationFileException">The file cannot be opened, or has no usable header.</exception>
    public CsvObservationSource(
        string path, FileLayout layout, EntityDirectory directory, IDeadLetterSink deadLetters, CsvReadingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(deadLetters);
        layout.Validate();
        _options = options ?? new CsvReadingOptions();
        _options.Validate();
        _layout = layout;
        _directory = directory;
        _deadLetters = deadLetters;
        Name = path;
        using (CsvRecordReader reader = OpenReader())
        {
            _header = CsvHeader.Read(path, reader, layout);
        }

        _categories = [.. Schema.Channels.Select(channel => channel.Kind == ChannelKind.Category ? new CsvCategories(channel.Categories) : null)];
        _ends = new int[_header.Columns.Length];
        _values = new float[Schema.Count];
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>The channels of every batch of this file.</summary>
    public Schema Schema => _header.Schema;

    /// <inheritdoc />
    /// <exception cref="ObservationFileException">The file is gone or has other columns than when this source was made.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before a row was read; nothing is lost. With rows in the batch, they are returned.</exception>
    public ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRows);
        ObjectDisposedException.ThrowIf(_disposed, this);
        batch.Reset(Schema);
        if (!_finished)
        {
            Read(Ready(cancellationToken), batch, maxRows, cancellationToken);
        }

        batch.EndPosition = _position;
        return ValueTask.FromResult(batch.Count > 0);
    }

    /// <inheritdoc />
    /// <exception cref="ObservationFileException">The file has fewer lines than that: it is not the file the position came from.</exception>
    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(position);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (position < _position || _finished)
        {
            Close();
        }

        _finished = false;
        _pendingSeek = position;
        Ready(cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        Close();
        return ValueTask.CompletedTask;
    }

    private CsvRecordReader OpenReader() =>
        new(ObservationFileStream.Open(Name, _options.OpenStream), _options.BufferBytes, _options.MaxRecordBytes);

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
        if (_unquoted.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_unquoted);
            _unquoted = [];
        }
    }

    /// <summary>The reader, behind the header and at the position asked for.</summary>
    private CsvRecordReader Ready(CancellationToken cancellationToken)
    {
        if (_reader is null)
        {
            _reader = OpenBehindHeader();
            Start();
        }

        if (_pendingSeek > _reader.Line)
        {
            long reached;
            try
            {
                reached = _reader.SkipToLine(_pendingSeek, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Close(); // the seek stays pending
                throw;
            }

            if (reached < _pendingSeek && _reader.BreakReason is null)
            {
                long asked = _pendingSeek;
                Close();
                throw new ObservationFileException(
                    Name, reached, $"the file ends here, but line {asked} was to be read next; it was replaced or shortened since. Start it anew.");
            }

            Start();
        }

        _pendingSeek = 0;
        return _reader;
    }

    private CsvRecordReader OpenBehindHeader()
    {
        CsvRecordReader? reader = OpenReader();
        try
        {
            if (!CsvHeader.Read(Name, reader, _layout).SameColumns(_header))
            {
                throw new ObservationFileException(Name, 1, "the columns are not the ones the file had when it was opened; it was replaced meanwhile.");
            }

            CsvRecordReader ready = reader;
            reader = null;
            return ready;
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private void Start()
    {
        _position = _firstLine = _reader!.Line;
        _rows = 0;
    }

    private void Read(CsvRecordReader reader, ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        while (batch.Count < maxRows && !_finished)
        {
            CsvRecordStatus status = cancellationToken.IsCancellationRequested ? CsvRecordStatus.Cancelled : reader.Next(cancellationToken);
            if (status == CsvRecordStatus.Record)
            {
                Decode(reader, batch);
            }
            else if (status == CsvRecordStatus.Cancelled)
            {
                _rows += batch.Count;
                if (batch.Count == 0)
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                return;
            }
            else
            {
                Refuse(reader, status, _rows + batch.Count);
            }

            _position = reader.Line;
        }

        _rows += batch.Count;
        if (_finished)
        {
            Close();
        }
    }

    private void Refuse(CsvRecordReader reader, CsvRecordStatus status, long rows)
    {
        long line = reader.RecordLine;
        switch (status)
        {
            case CsvRecordStatus.StrayQuote:
                Add(DeadLetterReason.Malformed, "a quote may only enclose a whole field, or stand doubled inside one; quote the field and double its quotes.");
                break;
            case CsvRecordStatus.OpenQuote:
                Add(DeadLetterReason.Malformed, "a quote opened in this record is never closed; this line is set aside and reading goes on at the next.");
                break;
            case CsvRecordStatus.TooLarge:
                Add(DeadLetterReason.TooLarge, $"the record has more than {_options.MaxRecordBytes} bytes (or a quote is not closed within them); this line is set aside.");
                break;
            case CsvRecordStatus.Broken:
                _finished = true;
                Add(DeadLetterReason.Malformed, $"the file cannot be read further: {reader.BreakReason}. {rows} rows were read from line {_firstLine} on.");
                break;
            default:
                _finished = true;
                break;
        }

        void Add(DeadLetterReason reason, string detail) =>
            _deadLetters.Add(new DeadLetter(Name, line, reason, $"Line {line}: {detail}", reader.SetAside));
    }

    private void Decode(CsvRecordReader reader, ObservationBatch batch)
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
        if (_header.LabelColumn >= 0 && !TryLabel(Field(text, _header.LabelColumn), out label))
        {
            Set(
                reader,
                DeadLetterReason.Label,
                $"column {Column(_header.LabelColumn)} is {Shown(Field(text, _header.LabelColumn))}; a label is 0, 1, 0.0, 1.0 or empty.");
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
            byte[] larger = ArrayPool<byte>.Shared.Rent(record.Length + 1);
            if (_unquoted.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_unquoted);
            }

            _unquoted = larger;
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

    private static bool TryLabel(ReadOnlySpan<byte> field, out sbyte label)
    {
        field = field.Trim(" \t"u8);
        (bool known, label) = field switch
        {
            [] => (true, ObservationBatch.NoLabel),
            [(byte)'0'] or [(byte)'0', (byte)'.', (byte)'0'] => (true, (sbyte)0),
            [(byte)'1'] or [(byte)'1', (byte)'.', (byte)'0'] => (true, (sbyte)1),
            _ => (false, ObservationBatch.NoLabel),
        };
        return known;
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
        Name, reader.RecordLine, reason, $"Line {reader.RecordLine}: {detail}", CsvRecordReader.Preview(reader.Record)));
}
