namespace StreamAe.Monitoring.Files;

/// <summary>Memory a reader of one file may use. The rows read do not depend on it, except through <see cref="MaxRecordBytes"/>.</summary>
/// <param name="BufferBytes">Bytes read at a time; default 128 KiB (fits the L2 cache), at least 16. It grows for a longer record.</param>
/// <param name="MaxRecordBytes">Longest accepted record without its line end; default 1 MiB, at least 1. A longer one is a dead letter.
/// The reader holds at most about this much beyond its buffer.</param>
public sealed record CsvReadingOptions(int BufferBytes = 128 * 1024, int MaxRecordBytes = 1024 * 1024)
{
    /// <summary>How a path becomes a seekable stream; null opens the file.</summary>
    internal Func<string, Stream>? OpenStream { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferBytes, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, 1 << 30);
    }
}
