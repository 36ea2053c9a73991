using System.Buffers.Binary;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Scores;

/// <summary>
/// The scores of a poll as one blob. A version byte, then for each scored row: its event time as the difference from the row before
/// (zigzag, 7 bits a byte), its entity's row id (7 bits a byte), surprise and score (float32, little-endian). Reused.
/// </summary>
internal sealed class ScoreBlob
{
    public const byte Version = 1;

    /// <summary>Two numbers of at most 10 bytes, two floats.</summary>
    private const int MaxRowBytes = 28;

    private byte[] _bytes = new byte[4096];
    private int _length;

    public int Count { get; private set; }

    /// <summary>Event times.</summary>
    public long First { get; private set; }

    public long Last { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Replaces what is here by the scored rows of the poll.</summary>
    public void Set(Poll poll, MonitorRows rows)
    {
        (Count, First, Last) = (0, long.MaxValue, long.MinValue);
        _bytes[0] = Version;
        _length = 1;
        long before = 0;
        foreach (ref readonly Verdict verdict in poll.Verdicts)
        {
            if (!verdict.IsScored)
            {
                continue;
            }

            if (_bytes.Length - _length < MaxRowBytes)
            {
                Array.Resize(ref _bytes, _bytes.Length * 2);
            }

            long time = verdict.EventTime;
            WriteNumber(ZigZag(unchecked(time - before)));
            WriteNumber((ulong)rows.Get(verdict.Entity));
            BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length), verdict.Surprise);
            BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length + sizeof(float)), verdict.Score);
            _length += 2 * sizeof(float);
            before = time;
            First = Math.Min(First, time);
            Last = Math.Max(Last, time);
            Count++;
        }
    }

    /// <exception cref="InvalidDataException">No such blob.</exception>
    public static List<Row> Read(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty || blob[0] != Version)
        {
            throw new InvalidDataException(
                $"Stored scores of version {(blob.IsEmpty ? -1 : blob[0])} cannot be read; this program reads version {Version}. Restore the store from a copy.");
        }

        blob = blob[1..];
        var rows = new List<Row>();
        long time = 0;
        while (!blob.IsEmpty)
        {
            time = unchecked(time + UnZigZag(ReadNumber(ref blob)));
            long entity = (long)ReadNumber(ref blob);
            if (blob.Length < 2 * sizeof(float))
            {
                throw Damaged();
            }

            rows.Add(new Row(
                entity, time, BinaryPrimitives.ReadSingleLittleEndian(blob), BinaryPrimitives.ReadSingleLittleEndian(blob[sizeof(float)..])));
            blob = blob[(2 * sizeof(float))..];
        }

        return rows;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ulong ReadNumber(ref ReadOnlySpan<byte> blob)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < blob.Length; i++)
        {
            value |= (ulong)(blob[i] & 0x7F) << (7 * i);
            if (blob[i] < 0x80)
            {
                blob = blob[(i + 1)..];
                return value;
            }
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("Stored scores are damaged: a row is cut off. Restore the store from a copy.");

    private void WriteNumber(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_length++] = (byte)value;
    }

    /// <param name="Entity">Its row id.</param>
    public readonly record struct Row(long Entity, long EventTime, float Surprise, float Score);
}
