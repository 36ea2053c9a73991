using System.Buffers.Binary;

namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// A page of an entity's rows as it is stored, little-endian: the event time of its first row (int64, ticks), the identity of the plan that
/// its rows are of (uint64), then the rows (floats). What a monitor left that was edited since lies about until pages of the same number replace it.
/// </summary>
public static class HistoryPage
{
    private const int HeadBytes = sizeof(long) + sizeof(ulong);

    /// <summary>Floats that time and plan take the place of.</summary>
    public const int HeadFloats = HeadBytes / sizeof(float);

    /// <param name="plan">See <see cref="Plans.MonitorPlan.Identity"/>.</param>
    public static void WriteHead(ref Span<byte> target, long time, ulong plan)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, time);
        BinaryPrimitives.WriteUInt64LittleEndian(target[sizeof(long)..], plan);
        target = target[HeadBytes..];
    }

    /// <returns>The rows.</returns>
    /// <exception cref="InvalidDataException">The page has no such beginning.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> page, out long time, out ulong plan)
    {
        if (page.Length < HeadBytes)
        {
            throw new InvalidDataException($"A stored history page of {page.Length} bytes does not say when and of what its rows are. Start with a new data folder.");
        }

        time = BinaryPrimitives.ReadInt64LittleEndian(page);
        plan = BinaryPrimitives.ReadUInt64LittleEndian(page[sizeof(long)..]);
        return page[HeadBytes..];
    }
}
