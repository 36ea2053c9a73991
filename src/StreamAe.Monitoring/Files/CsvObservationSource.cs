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
    private readonly string _path;
    private readonly FileLayout _layout;
    private readonly IDeadLetterSink _deadLetters;
    private readonly CsvReadingOptions _options;
    private readonly CsvHeader _header;
    private readonly CsvRowDecoder _decoder;

    private CsvRecordReader? _reader;
    private long _position = 1;
    private long _pendingSeek;
    private long _firstLine;
    private long _rows;
    private bool _finished;
    private bool _disposed;

    /// <summary>Reads the header and closes the file again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">Which columns mean what.</param>
    /// <param name="directory">Numbers the entities.</param>
    /// <param name="deadLetters">Takes every record that is no observation.</param>
    /// <param name="options">Buffer and record sizes; null for the defaults.</param>
    /// <param name="name">The source's name, in messages too; null for the path as given.</param>
    /// <exception cref="ObservationFileException">The file cannot be opened, or has no usable header.</exception>
    public CsvObservationSource(
        string path, FileLayout layout, EntityDirectory directory, IDeadLetterSink deadLetters, CsvReadingOptions? options = null, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(deadLetters);
        layout.Validate();
        _options = options ?? new CsvReadingOptions();
        _options.Validate();
        _layout = layout;
        _deadLetters = deadLetters;
        _path = path;
        Name = name ?? path;
        using (CsvRecordReader reader = OpenReader())
        {
            _header = CsvHeader.Read(Name, reader, layout);
        }

        _decoder = new CsvRowDecoder(Name, _header, directory, deadLetters);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>The channels of every batch of this file.</summary>
    public Schema Schema => _header.Schema;

    /// <inheritdoc />
    /// <exception cref="ObservationFileException">The file is gone or has other columns than when this source was made.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before a row was read; nothing is lost. Rows already in the batch are
    /// returned instead.</exception>
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
    /// <exception cref="ObservationFileException">The file has fewer lines than that: it was replaced or shortened.</exception>
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
        new(ObservationFileStream.Open(_path, _options.OpenStream), _options.BufferBytes, _options.MaxRecordBytes);

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
        _decoder.ReleaseBuffer();
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
                    Name,
                    reached,
                    $"the file ends here, but line {asked} was to be read next; it was replaced or shortened since. Start it anew.");
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
                throw new ObservationFileException(
                    Name, 1, "the columns are not the ones the file had when it was opened; it was replaced meanwhile.");
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
                _decoder.Decode(reader, batch);
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
                Add(
                    DeadLetterReason.Malformed,
                    "a quote may only enclose a whole field or stand doubled inside one; quote the field and double it.");
                break;
            case CsvRecordStatus.OpenQuote:
                Add(DeadLetterReason.Malformed, "a quote that this line opens is never closed; reading goes on at the next line.");
                break;
            case CsvRecordStatus.TooLarge:
                Add(
                    DeadLetterReason.TooLarge,
                    $"the record has more than {_options.MaxRecordBytes} bytes, or a quote is not closed within them; "
                    + "reading goes on at the next line.");
                break;
            case CsvRecordStatus.Broken:
                _finished = true;
                Add(
                    DeadLetterReason.Malformed,
                    $"the file cannot be read further: {reader.BreakReason}. {rows} rows were read from line {_firstLine} on.");
                break;
            default:
                _finished = true;
                break;
        }

        void Add(DeadLetterReason reason, string detail) =>
            _deadLetters.Add(new DeadLetter(Name, line, reason, $"Line {line}: {detail}", reader.SetAside));
    }
}
