using System.Buffers.Binary;

namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// A page of an entity's rows as it is stored, little-endian: the event time of its first row (int64, ticks), then the rows (floats).
/// </summary>
public static class HistoryPage
{
    /// <summary>Floats that the time takes the place of.</summary>
    public const int HeadFloats = sizeof(long) / sizeof(float);

    public static void WriteHead(ref Span<byte> target, long time)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, time);
        target = target[sizeof(long)..];
    }

    /// <returns>The rows.</returns>
    /// <exception cref="InvalidDataException">The page has no such beginning.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> page, out long time)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(page, out time))
        {
            throw new InvalidDataException($"A stored history page of {page.Length} bytes has no time of its first row. Start with a new data folder.");
        }

        return page[sizeof(long)..];
    }
}
