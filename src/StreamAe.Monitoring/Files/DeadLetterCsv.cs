using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Writes dead letters to a CSV file <c>source,position,reason,detail,raw</c>, and where several monitors or starts write to one place
/// <c>,monitor,at</c>. The file is bounded: once a letter would not fit,
/// it and all later ones are counted but not written. <see cref="Dispose"/> ends the file with one row of reason <c>Summary</c> (source and
/// position empty) that says how many letters there were, how many are written, and the count of each reason; a file without that
/// row is incomplete.
/// <para>Every control, format and separator character is written as <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\uXXXX</c>, and a backslash
/// as <c>\\</c>: a record stays on one line, and a terminal that shows it obeys nothing in it. Safe for concurrent use.</para>
/// </summary>
public sealed class DeadLetterCsv : IDeadLetterSink, IDisposable
{
    /// <summary>64 MiB: tens of thousands of the largest letters.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    internal static readonly string[] Columns = ["source", "position", "reason", "detail", "raw"];
    internal static readonly string[] OriginColumns = ["monitor", "at"];

    private const int PositionReasonAndSeparatorsBytes = 64;
    private const int TimeAndSeparatorsBytes = 40;

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Enum.GetValues<DeadLetterReason>().Length];
    private readonly Stream _file;
    private readonly CsvRowWriter _writer;
    private readonly StringBuilder _escaped = new();
    private readonly long _maxBytes;
    private readonly bool _withOrigin;
    private long _written;
    private bool _full;
    private bool _disposed;

    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="maxBytes">Most bytes of letters to write, at least 0; the header and the last row come on top.</param>
    /// <param name="withOrigin">Also which monitor a letter was meant for, and when it was set aside.</param>
    /// <exception cref="ObservationFileException">The file cannot be created.</exception>
    public DeadLetterCsv(string path, long maxBytes = DefaultMaxBytes, bool withOrigin = false)
        : this(Create(path), maxBytes, withOrigin)
    {
    }

    /// <summary>The same on a stream, which is closed at the end.</summary>
    internal DeadLetterCsv(Stream file, long maxBytes, bool withOrigin = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _file = file;
        _maxBytes = maxBytes;
        _withOrigin = withOrigin;
        _writer = new CsvRowWriter(file);
        Guarded(() =>
        {
            foreach (string column in withOrigin ? [.. Columns, .. OriginColumns] : Columns)
            {
                _writer.Field(column);
            }

            _writer.EndRow();
        });
    }

    /// <summary>Why the file is incomplete, such as a full disk; null while all is well. Later letters are only counted.</summary>
    public string? Failure { get; private set; }

    /// <summary>All letters so far, written or not.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _counts.Sum();
            }
        }
    }

    /// <inheritdoc />
    public void Add(DeadLetter letter)
    {
        lock (_gate)
        {
            _counts[(int)letter.Reason]++;
            if (_disposed || _full || Failure is not null)
            {
                return;
            }

            string source = Escape(letter.Source);
            string detail = Escape(letter.Detail);
            string raw = Escape(letter.Raw);

            string monitor = _withOrigin ? Escape(letter.Monitor) : string.Empty;

            long bytes = BytesAtMost(source) + BytesAtMost(detail) + BytesAtMost(raw) + PositionReasonAndSeparatorsBytes
                + (_withOrigin ? BytesAtMost(monitor) + TimeAndSeparatorsBytes : 0);
            if (_writer.Length + bytes > _maxBytes)
            {
                _full = true;
                return;
            }

            Guarded(() => Write(source, letter, detail, raw, monitor));
            _written += Failure is null ? 1 : 0;
        }
    }

    /// <summary>Brings the letters so far to the file, which otherwise gets them in pieces of 64 KiB.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_disposed && Failure is null)
            {
                Guarded(_writer.Flush);
            }
        }
    }

    /// <summary>Writes the last row and closes the file. Never throws: see <see cref="Failure"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (Failure is null)
            {
                Guarded(WriteSummary);
            }

            Guarded(_writer.Dispose);
            Guarded(_file.Dispose);
        }
    }

    /// <summary>A text on one line that a terminal may show, as the file has it.</summary>
    public static string OnOneLine(string text) => Escape(text, new StringBuilder());

    internal static string Escape(string text, StringBuilder builder)
    {
        builder.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                builder.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '\\' => builder.Append(@"\\"),
                '\n' => builder.Append(@"\n"),
                '\r' => builder.Append(@"\r"),
                '\t' => builder.Append(@"\t"),
                _ => IsShown(c) ? builder.Append(c) : builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            };
        }

        return builder.ToString();
    }

    private static bool IsShown(char c) => char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate);

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObservationFileException(path, 0, $"the dead letter file cannot be created: {exception.Message}", exception);
        }
    }

    private static long BytesAtMost(string text) => 2L + Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('"');

    private string Escape(string text) => Escape(text, _escaped);

    private void Write(string source, DeadLetter letter, string detail, string raw, string monitor)
    {
        _writer.Field(source);
        _writer.Field(letter.Position);
        _writer.Field(letter.Reason.ToString());
        _writer.Field(detail);
        _writer.Field(raw);
        if (_withOrigin)
        {
            _writer.Field(monitor);
            _writer.Field(letter.At?.ToString("O", CultureInfo.InvariantCulture));
        }

        _writer.EndRow();
    }

    private void WriteSummary()
    {
        long total = _counts.Sum();
        IEnumerable<string> parts = Enum.GetValues<DeadLetterReason>()
            .Where(reason => _counts[(int)reason] > 0)
            .Select(reason => $"{reason} {_counts[(int)reason]}");
        string left = total > _written ? $", {total - _written} left out to keep the file within {_maxBytes} bytes" : "";
        _writer.Empty();
        _writer.Empty();
        _writer.Field("Summary");
        _writer.Field($"{total} dead letters, {_written} written{left}{(total > 0 ? ": " : "")}{string.Join(", ", parts)}.");
        _writer.Empty();
        foreach (string _ in _withOrigin ? OriginColumns : [])
        {
            _writer.Empty();
        }

        _writer.EndRow();
    }

    /// <summary>A dead letter file that cannot be written must not stop the stream.</summary>
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failure ??= exception.Message;
        }
    }
}
