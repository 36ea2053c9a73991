using System.Buffers.Binary;

namespace StreamAe.Monitoring.Sinks;

/// <summary>Walks the messages that a <see cref="RecordBuffer"/> wrote.</summary>
public ref struct RecordReader(ReadOnlySpan<byte> records)
{
    private ReadOnlySpan<byte> _rest = records;

    /// <summary>The next message; false at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are no messages.</exception>
    public bool Read(out SinkRecord record)
    {
        record = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < RecordBuffer.HeaderBytes)
        {
            throw Damaged();
        }

        int id = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        int key = BinaryPrimitives.ReadInt32LittleEndian(_rest[4..]);
        int value = BinaryPrimitives.ReadInt32LittleEndian(_rest[8..]);
        int reason = BinaryPrimitives.ReadInt32LittleEndian(_rest[12..]);
        ReadOnlySpan<byte> body = _rest[RecordBuffer.HeaderBytes..];
        if (id < 0 || key < 0 || value < 0 || reason < 0 || (long)id + key + value + reason > body.Length)
        {
            throw Damaged();
        }

        record = new SinkRecord(body[..id], body.Slice(id, key), body.Slice(id + key, value), body.Slice(id + key + value, reason));
        _rest = body[(id + key + value + reason)..];
        return true;
    }

    /// <summary>How many messages there are.</summary>
    /// <exception cref="InvalidDataException">The bytes are no messages.</exception>
    public static int Count(ReadOnlySpan<byte> records)
    {
        var reader = new RecordReader(records);
        int count = 0;
        while (reader.Read(out _))
        {
            count++;
        }

        return count;
    }

    private static InvalidDataException Damaged() => new("Stored records are damaged: their lengths do not fit. Restore the store from a copy.");
}
