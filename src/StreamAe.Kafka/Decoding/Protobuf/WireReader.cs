using System.Buffers.Binary;

namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>
/// Reads the wire format of Protocol Buffers from a part of a record, without exceptions. Invariant: <c>At ≤ end ≤ record.Length</c>.
/// </summary>
/// <param name="record">The whole record, so that places stay places within it.</param>
/// <param name="start">First byte of the part.</param>
/// <param name="end">One more than the last.</param>
internal ref struct WireReader(ReadOnlySpan<byte> record, int start, int end)
{
    /// <summary>Of a 64-bit number, seven bits a byte.</summary>
    private const int MaxVarintBytes = 10;

    private readonly ReadOnlySpan<byte> _record = record;

    public int At { get; private set; } = start;

    public readonly bool IsAtEnd => At == end;

    /// <summary>What is wrong at <see cref="At"/>; null while nothing is.</summary>
    public string? Problem { get; private set; }

    public bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }

    public bool TryTag(out int number, out WireType type)
    {
        int at = At;
        bool read = TryVarint(out ulong tag);
        number = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        if (!read)
        {
            return false;
        }

        if (tag > uint.MaxValue || number == 0 || type > WireType.Fixed32)
        {
            At = at;
            return Fail("there is no such field or wire type");
        }

        return true;
    }

    public bool TryVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < MaxVarintBytes && At + i < end; i++)
        {
            byte b = _record[At + i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                At += i + 1;
                return true;
            }
        }

        return Fail(end - At >= MaxVarintBytes ? $"a number has more than {MaxVarintBytes} bytes" : "the record ends within a number");
    }

    public bool TryFixed64(out ulong value)
    {
        value = 0;
        if (end - At < sizeof(ulong))
        {
            return Fail("the record ends within a number");
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_record[At..]);
        At += sizeof(ulong);
        return true;
    }

    public bool TryFixed32(out uint value)
    {
        value = 0;
        if (end - At < sizeof(uint))
        {
            return Fail("the record ends within a number");
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(_record[At..]);
        At += sizeof(uint);
        return true;
    }

    /// <summary>Passes over what has its length before it: text, a message, packed numbers.</summary>
    public bool TryBytes(out int start, out int length)
    {
        start = At;
        length = 0;
        if (!TryVarint(out ulong announced))
        {
            return false;
        }

        start = At;
        if (announced > (ulong)(end - At))
        {
            return Fail($"{announced:N0} bytes are announced and {end - At:N0} are left");
        }

        length = (int)announced;
        At += length;
        return true;
    }

    public bool TrySkip(WireType type) => type switch
    {
        WireType.Varint => TryVarint(out _),
        WireType.Fixed64 => TryFixed64(out _),
        WireType.Bytes => TryBytes(out _, out _),
        WireType.Fixed32 => TryFixed32(out _),
        _ => Fail("there is a group, which is not read"),
    };
}
