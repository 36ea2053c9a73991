using System.Text.Unicode;
using Google.Protobuf.Reflection;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>
/// Walks over the wire format of a message and notes what paths lead to; no message object is made. As the format has it, of a field that is
/// written several times the last counts, messages written several times are merged, and unknown fields are passed over.
/// </summary>
internal sealed class ProtobufRecordDecoder(RecordLayout layout, MessagePlan plan, EntityDirectory directory) : FieldDecoder(layout, directory)
{
    private readonly int[] _counts = new int[plan.Counters];

    /// <summary>Of a field that is not written and has no presence.</summary>
    public static FieldValue DefaultOf(FieldType type, FieldDescriptor field) => type switch
    {
        FieldType.String or FieldType.Bytes => FieldValue.OfText(FieldKind.Text, 0, 0),
        FieldType.Enum => FieldValue.OfBits(FieldKind.Enumeration, field.EnumType.Values[0].Number),
        FieldType.Bool => FieldValue.OfBits(FieldKind.False, 0),
        FieldType.Double or FieldType.Float => FieldValue.OfBits(FieldKind.Real, 0),
        _ => FieldValue.OfBits(FieldKind.Integer, 0),
    };

    /// <summary>How a value of the type lies in a message.</summary>
    public static WireType WireOf(FieldType type) => type switch
    {
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireType.Fixed64,
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireType.Fixed32,
        FieldType.String or FieldType.Bytes or FieldType.Message => WireType.Bytes,
        FieldType.Group => WireType.GroupStart,
        _ => WireType.Varint,
    };

    protected override bool TryReadFields(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, out DecodeProblem problem)
    {
        text = value;
        _counts.AsSpan().Clear();
        var reader = new WireReader(value, 0, value.Length);
        if (TryMessage(value, ref reader, plan))
        {
            problem = default;
            return true;
        }

        problem = Malformed($"no message {Layout.Format.Message} at byte {reader.At + 1}: {reader.Problem}.");
        return false;
    }

    protected override ReadOnlySpan<byte> NameOf(int slot, long value) =>
        plan.EnumerationNames.TryGetValue(slot, out Dictionary<long, byte[]>? names) && names.TryGetValue(value, out byte[]? name) ? name : [];

    private bool TryMessage(ReadOnlySpan<byte> record, ref WireReader reader, MessagePlan message)
    {
        foreach ((int slot, FieldValue value) in message.Defaults)
        {
            // A message that is written in several parts has its fields from any of them.
            if (Fields[slot].Kind == FieldKind.Missing)
            {
                Fields[slot] = value;
            }
        }

        int guess = 0;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out int number, out WireType wire))
            {
                return false;
            }

            FieldPlan? field = message.Find(number, ref guess);
            if (field is null ? !reader.TrySkip(wire) : !TryField(record, ref reader, field, wire))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryField(ReadOnlySpan<byte> record, ref WireReader reader, FieldPlan field, WireType wire)
    {
        foreach (int slot in field.Clears)
        {
            Fields[slot] = default;
        }

        if (wire == WireType.Bytes && field.Wire != WireType.Bytes && field.Counter >= 0)
        {
            return TryPacked(record, ref reader, field);
        }

        if (wire != field.Wire)
        {
            return reader.Fail($"field '{field.Path}' is of type {field.Type} and comes as {wire}");
        }

        ValuePlan? value = field.Counter < 0 ? field.Value : field.ElementAt(_counts[field.Counter]++);
        return value is null ? reader.TrySkip(wire) : TryValue(record, ref reader, field, value);
    }

    private bool TryPacked(ReadOnlySpan<byte> record, ref WireReader reader, FieldPlan field)
    {
        if (!reader.TryBytes(out int start, out int length))
        {
            return false;
        }

        var elements = new WireReader(record, start, start + length);
        while (!elements.IsAtEnd)
        {
            ValuePlan? value = field.ElementAt(_counts[field.Counter]++);
            if (value is null ? !elements.TrySkip(field.Wire) : !TryValue(record, ref elements, field, value))
            {
                return reader.Fail($"in '{field.Path}', {elements.Problem}");
            }
        }

        return true;
    }

    private bool TryValue(ReadOnlySpan<byte> record, ref WireReader reader, FieldPlan field, ValuePlan value)
    {
        if (field.Wire != WireType.Bytes)
        {
            if (!TryNumber(ref reader, field, out FieldValue number))
            {
                return false;
            }

            Note(value, number);
            return true;
        }

        if (!reader.TryBytes(out int start, out int length))
        {
            return false;
        }

        if (field.Type != FieldType.Message)
        {
            Note(value, FieldValue.OfText(FieldKind.Text, start, length));
            return field.Type != FieldType.String || Utf8.IsValid(record.Slice(start, length)) || reader.Fail($"the text of field '{field.Path}' is no UTF-8");
        }

        var inner = new WireReader(record, start, start + length);
        if (value.Slots.Length > 0 && field.IsTimestamp)
        {
            return TryTimestamp(ref inner, value) || reader.Fail($"in '{field.Path}', {inner.Problem}");
        }

        return value.Message is null || TryMessage(record, ref inner, value.Message) || reader.Fail($"in '{field.Path}', {inner.Problem}");
    }

    /// <summary>Seconds (field 1) and nanoseconds (field 2) of a <c>google.protobuf.Timestamp</c>.</summary>
    private bool TryTimestamp(ref WireReader reader, ValuePlan value)
    {
        long seconds = 0;
        long nanoseconds = 0;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out int number, out WireType wire))
            {
                return false;
            }

            if (number > 2 || wire != WireType.Varint)
            {
                if (!reader.TrySkip(wire))
                {
                    return false;
                }

                continue;
            }

            if (!reader.TryVarint(out ulong bits))
            {
                return false;
            }

            (seconds, nanoseconds) = number == 1 ? ((long)bits, nanoseconds) : (seconds, (int)bits);
        }

        bool usable = FieldTime.TryScale(seconds, TimeUnit.Seconds, out long ticks) && nanoseconds is >= 0 and < 1_000_000_000;
        Note(value, FieldValue.OfBits(FieldKind.Ticks, usable ? ticks + nanoseconds / 100 : long.MaxValue));
        return true;
    }

    private static bool TryNumber(ref WireReader reader, FieldPlan field, out FieldValue value)
    {
        ulong bits;
        bool read;
        switch (field.Wire)
        {
            case WireType.Fixed32:
                read = reader.TryFixed32(out uint half);
                bits = half;
                break;
            case WireType.Fixed64:
                read = reader.TryFixed64(out bits);
                break;
            default:
                read = reader.TryVarint(out bits);
                break;
        }

        value = field.Type switch
        {
            FieldType.Double => FieldValue.OfBits(FieldKind.Real, (long)bits),
            FieldType.Float => FieldValue.OfBits(FieldKind.Real, BitConverter.DoubleToInt64Bits(BitConverter.UInt32BitsToSingle((uint)bits))),
            FieldType.Bool => FieldValue.OfBits(bits != 0 ? FieldKind.True : FieldKind.False, 0),
            FieldType.Enum => FieldValue.OfBits(FieldKind.Enumeration, (int)bits),
            FieldType.Int32 or FieldType.SFixed32 => FieldValue.OfBits(FieldKind.Integer, (int)bits),
            FieldType.Int64 or FieldType.SFixed64 => FieldValue.OfBits(FieldKind.Integer, (long)bits),
            FieldType.UInt32 or FieldType.Fixed32 => FieldValue.OfBits(FieldKind.Integer, (uint)bits),
            FieldType.SInt32 => FieldValue.OfBits(FieldKind.Integer, (int)((uint)bits >> 1) ^ -(int)(bits & 1)),
            FieldType.SInt64 => FieldValue.OfBits(FieldKind.Integer, (long)(bits >> 1) ^ -(long)(bits & 1)),
            _ => FieldValue.OfBits(FieldKind.Unsigned, (long)bits),
        };
        return read;
    }

    private void Note(ValuePlan value, FieldValue found)
    {
        foreach (int slot in value.Slots)
        {
            Fields[slot] = found;
        }
    }
}
