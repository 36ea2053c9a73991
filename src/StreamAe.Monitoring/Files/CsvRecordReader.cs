using System.Buffers;
using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Cuts a stream of UTF-8 text into records through one pooled buffer. A record that cannot be read (a stray or open quote, too
/// large) is set aside as its first physical line only, and reading goes on at the next line: one stray quote costs one line, not
/// the rest of the file. Time stays linear, because a quote that opens one line closes a scan that began on another.
/// <para>Invariant: <c>0 ≤ _start ≤ _end ≤ _capacity</c>, and <see cref="Line"/> is the line of the byte at <c>_start</c>
/// (while <c>_skipping</c>: of the one after the next line end).</para>
/// </summary>
internal sealed class CsvRecordReader : IDisposable
{
    // Enough for DeadLetter.MaxRawLength characters of up to 3 bytes, or of 4 bytes for a surrogate pair.
    private const int PreviewBytes = 4 * DeadLetter.MaxRawLength;

    private readonly Stream _input;
    private readonly int _maxRecordBytes;
    private byte[] _buffer;
    private int _capacity; // of what the pool gave, the part asked for: so that a small buffer is small in tests too
    private int _start;
    private int _end;
    private int _recordStart;
    private int _recordLength;
    private bool _ended;
    private bool _skipping;
    private bool _begun;

    public CsvRecordReader(Stream input, int bufferBytes, int maxRecordBytes)
    {
        _input = input;
        _maxRecordBytes = maxRecordBytes;
        _capacity = bufferBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    /// <summary>1-based line on which the next record starts.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>1-based line on which the current record, or the one set aside, starts.</summary>
    public long RecordLine { get; private set; }

    /// <summary>The bytes of the current record without its line end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Record => _buffer.AsSpan(_recordStart, _recordLength);

    public bool RecordHasQuotes { get; private set; }

    /// <summary>The start of what was set aside, for a dead letter.</summary>
    public string SetAside { get; private set; } = "";

    /// <summary>Why the text could not be read to its end; null while it can.</summary>
    public string? BreakReason { get; private set; }

    /// <summary>The start of a record's text, at most <see cref="DeadLetter.MaxRawLength"/> characters; no UTF-8 becomes U+FFFD.</summary>
    public static string Preview(ReadOnlySpan<byte> text)
    {
        string preview = Encoding.UTF8.GetString(text[..Math.Min(text.Length, PreviewBytes)]);
        if (preview.Length <= DeadLetter.MaxRawLength)
        {
            return preview;
        }

        bool splitsPair = char.IsHighSurrogate(preview[DeadLetter.MaxRawLength - 1]);
        return preview[..(splitsPair ? DeadLetter.MaxRawLength - 1 : DeadLetter.MaxRawLength)];
    }

    public CsvRecordStatus Next(CancellationToken cancellationToken)
    {
        if (!TryBegin(cancellationToken) || !TrySkipRestOfLine(cancellationToken))
        {
            return CsvRecordStatus.Cancelled;
        }

        while (true)
        {
            int available = _end - _start;
            int length = Math.Min(available, _maxRecordBytes + 2); // and CR LF
            bool final = _ended && length == available;
            if (final && available == 0)
            {
                return BreakReason is null ? CsvRecordStatus.End : Break();
            }

            ReadOnlySpan<byte> text = _buffer.AsSpan(_start, length);
            if (CsvRecordScan.TryFind(text, final && BreakReason is null, out CsvRecordScan scan))
            {
                if (scan.Length > _maxRecordBytes)
                {
                    return SetLineAside(CsvRecordStatus.TooLarge, cancellationToken);
                }

                return scan.Status == CsvRecordStatus.Record ? Take(scan) : SetLineAside(scan.Status, cancellationToken);
            }

            if (length == _maxRecordBytes + 2)
            {
                return SetLineAside(CsvRecordStatus.TooLarge, cancellationToken);
            }

            if (final)
            {
                return Break();
            }

            if (!TryFill(_maxRecordBytes + 2, cancellationToken))
            {
                return CsvRecordStatus.Cancelled;
            }
        }
    }

    /// <summary>Passes over physical lines up to <paramref name="line"/> or the end; returns the line reached.</summary>
    /// <exception cref="OperationCanceledException">The reader stands somewhere within a line and is of no further use.</exception>
    public long SkipToLine(long line, CancellationToken cancellationToken)
    {
        if (!TryBegin(cancellationToken) || !TrySkipRestOfLine(cancellationToken))
        {
            throw new OperationCanceledException(cancellationToken);
        }

        bool partial = false;
        while (Line < line)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                _start += newline + 1;
                Line++;
                partial = false;
                continue;
            }

            partial |= _start < _end;
            _start = _end;
            if (_ended)
            {
                // The end of the text ends a line; a break does not.
                Line += partial && BreakReason is null ? 1 : 0;
                break;
            }

            if (!TryFill(0, cancellationToken))
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        return Line;
    }

    public void Dispose()
    {
        _input.Dispose();
        byte[] buffer = _buffer;
        _buffer = [];
        _start = _end = _capacity = _recordStart = _recordLength = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CsvRecordStatus Take(CsvRecordScan scan)
    {
        _recordStart = _start;
        _recordLength = scan.Length;
        RecordHasQuotes = scan.Quoted;
        RecordLine = Line;
        Line += scan.Quoted ? 1 + _buffer.AsSpan(_start, scan.Length).Count((byte)'\n') : 1;
        _start += scan.Consumed;
        return CsvRecordStatus.Record;
    }

    private CsvRecordStatus SetLineAside(CsvRecordStatus status, CancellationToken cancellationToken)
    {
        // What a dead letter shows must not depend on how much happened to be buffered.
        while (!_ended && _end - _start < PreviewBytes && !_buffer.AsSpan(_start, _end - _start).Contains((byte)'\n'))
        {
            if (!TryFill(PreviewBytes, cancellationToken))
            {
                return CsvRecordStatus.Cancelled;
            }
        }

        ReadOnlySpan<byte> buffered = _buffer.AsSpan(_start, _end - _start);
        int newline = buffered.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = newline < 0 ? buffered : buffered[..newline];
        SetAside = Preview(line is [.., (byte)'\r'] ? line[..^1] : line);
        RecordLine = Line++;
        _skipping = newline < 0;
        _start = newline < 0 ? _end : _start + newline + 1;
        return status;
    }

    private CsvRecordStatus Break()
    {
        RecordLine = Line;
        SetAside = Preview(_buffer.AsSpan(_start, _end - _start));
        return CsvRecordStatus.Broken;
    }

    /// <summary>Passes over a byte order mark, once.</summary>
    private bool TryBegin(CancellationToken cancellationToken)
    {
        if (_begun)
        {
            return true;
        }

        if (!TryFill(0, cancellationToken))
        {
            return false;
        }

        _begun = true;
        _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
        return true;
    }

    private bool TrySkipRestOfLine(CancellationToken cancellationToken)
    {
        while (_skipping)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            _start = newline < 0 ? _end : _start + newline + 1;
            _skipping = newline < 0 && !_ended;
            if (_skipping && !TryFill(0, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads until the buffer is full or the text ends. A full buffer grows first, up to <paramref name="maxCapacity"/>.</summary>
    private bool TryFill(int maxCapacity, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        int kept = _end - _start;
        if (kept == _capacity)
        {
            _capacity = (int)Math.Min(2L * _capacity, Math.Max(maxCapacity, _capacity));
        }

        byte[] old = _buffer;
        byte[] buffer = old.Length >= _capacity ? old : ArrayPool<byte>.Shared.Rent(_capacity);
        old.AsSpan(_start, kept).CopyTo(buffer);
        _start = 0;
        _end = kept;
        if (!ReferenceEquals(old, buffer))
        {
            _buffer = buffer;
            ArrayPool<byte>.Shared.Return(old);
        }

        try
        {
            while (_end < _capacity && !_ended)
            {
                int count = _input.Read(_buffer, _end, _capacity - _end);
                _ended = count == 0;
                _end += count;
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _ended = true;
            BreakReason = exception.Message;
        }

        return true;
    }
}
