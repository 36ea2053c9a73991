using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Writes CSV rows as UTF-8 without a byte order mark: commas, LF, RFC 4180 quotes only where a field needs them. Fields go into one
/// pooled buffer; nothing is allocated per field. A row of one empty field is written as <c>""</c>, since an empty line is no row.
/// What <see cref="CsvObservationSource"/> reads back equals what was written, except a lone UTF-16 surrogate, which becomes U+FFFD.
/// Not safe for concurrent use.
/// </summary>
/// <param name="output">Where the text goes; written in large pieces and left open.</param>
public sealed class CsvRowWriter(Stream output) : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    // The longest shortest-round-trip double is -1.2345678901234567E-308: 24 bytes; a long has at most 20.
    private const int MaxNumberBytes = 32;

    // A byte order mark is quoted because a reader strips it at the start of a file.
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n\uFEFF");

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _length;
    private int _fields;
    private bool _onlyEmpty;

    /// <summary>Bytes written so far, with those still in the buffer.</summary>
    public long Length { get; private set; }

    /// <summary>A text field.</summary>
    public void Field(ReadOnlySpan<char> text)
    {
        BeginField(text.IsEmpty);
        if (!text.ContainsAny(NeedQuotes))
        {
            Append(text);
            return;
        }

        AppendByte((byte)'"');
        while (text.IndexOf('"') is >= 0 and var quote)
        {
            Append(text[..(quote + 1)]);
            AppendByte((byte)'"');
            text = text[(quote + 1)..];
        }

        Append(text);
        AppendByte((byte)'"');
    }

    /// <summary>The shortest text that reads back as the same double. Not finite: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public void Field(double value)
    {
        BeginField(empty: false);
        Reserve(MaxNumberBytes);
        _ = value.TryFormat(_buffer.AsSpan(_length), out int written, "R", CultureInfo.InvariantCulture);
        Advance(written);
    }

    /// <summary>The shortest text that reads back as the same float: <c>0.1</c>, not its double's <c>0.10000000149011612</c>.</summary>
    public void Field(float value)
    {
        BeginField(empty: false);
        Reserve(MaxNumberBytes);
        _ = value.TryFormat(_buffer.AsSpan(_length), out int written, "R", CultureInfo.InvariantCulture);
        Advance(written);
    }

    public void Field(long value)
    {
        BeginField(empty: false);
        Reserve(MaxNumberBytes);
        _ = Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out int written);
        Advance(written);
    }

    /// <summary>A field without a value.</summary>
    public void Empty() => BeginField(empty: true);

    /// <exception cref="InvalidOperationException">The row has no field.</exception>
    public void EndRow()
    {
        if (_fields == 0)
        {
            throw new InvalidOperationException("The row has no field; write at least one, Empty() where there is no value.");
        }

        if (_onlyEmpty)
        {
            AppendByte((byte)'"');
            AppendByte((byte)'"');
        }

        AppendByte((byte)'\n');
        _fields = 0;
    }

    /// <summary>Hands everything to the stream and flushes it.</summary>
    public void Flush()
    {
        WriteOut();
        output.Flush();
    }

    /// <summary>Hands everything to the stream, which stays open.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0)
        {
            return;
        }

        byte[] buffer = _buffer;
        try
        {
            WriteOut();
        }
        finally
        {
            _buffer = [];
            _length = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void BeginField(bool empty)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        _onlyEmpty = empty && _fields == 0;
        if (_fields++ > 0)
        {
            AppendByte((byte)',');
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            OperationStatus status = Utf8.FromUtf16(text, _buffer.AsSpan(_length), out int read, out int written);
            Advance(written);
            text = text[read..];
            if (status == OperationStatus.DestinationTooSmall)
            {
                WriteOut();
            }
        }
    }

    private void AppendByte(byte value)
    {
        Reserve(1);
        _buffer[_length] = value;
        Advance(1);
    }

    private void Advance(int written)
    {
        _length += written;
        Length += written;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            WriteOut();
        }
    }

    private void WriteOut()
    {
        int length = _length;
        _length = 0; // also when the stream fails: what it took of this piece is unknown, and writing it again could double rows
        output.Write(_buffer, 0, length);
    }
}
