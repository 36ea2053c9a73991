using System.Buffers.Binary;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Messages for one sink, one after the other, in a buffer that is reused. Each: lengths of id, key, value and reason (int32,
/// little-endian), then their bytes. <see cref="RecordReader"/> reads them.
/// </summary>
/// <param name="sink">The name of the <see cref="IRecordSink"/> they are for.</param>
public sealed class RecordBuffer(string sink)
{
    internal const int HeaderBytes = 4 * sizeof(int);

    private const int FirstBytes = 1024;

    // A buffer that one huge message made larger than this is not kept: every poll under way has one.
    private const int MostBytesKept = 1 << 20;

    private byte[] _bytes = new byte[FirstBytes];
    private int _length;

    public string Sink { get; } = sink;

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    internal int Capacity => _bytes.Length;

    public void Clear()
    {
        _length = Count = 0;
        if (_bytes.Length > MostBytesKept)
        {
            _bytes = new byte[FirstBytes];
        }
    }

    public void Add(in SinkRecord record)
    {
        int bytes = checked(HeaderBytes + record.Id.Length + record.Key.Length + record.Value.Length + record.Reason.Length);
        Span<byte> target = Take(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(target, record.Id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], record.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], record.Value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], record.Reason.Length);
        target = target[HeaderBytes..];
        record.Id.CopyTo(target);
        record.Key.CopyTo(target[record.Id.Length..]);
        record.Value.CopyTo(target[(record.Id.Length + record.Key.Length)..]);
        record.Reason.CopyTo(target[^record.Reason.Length..]);
        Count++;
    }

    private Span<byte> Take(int bytes)
    {
        int end = checked(_length + bytes);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, end)));
        }

        Span<byte> taken = _bytes.AsSpan(_length, bytes);
        _length = end;
        return taken;
    }
}
