using Google.Protobuf;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using Varint = Google.Protobuf.WireFormat.WireType;

namespace StreamAe.Kafka.Tests.Decoding.Protobuf;

public sealed class ProtobufRecordDecoderTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void TryDecode_ReadsTextTimeAndNumber()
    {
        Decoding.Row row = Of("flow").Good(Reading.Message(o => Real(o, 3, 1.5)));
        Assert.Equal(("p", 5.0, 1.5f), (row.Entity, row.Seconds, row.Values[0]));
    }

    [Fact]
    public void TryDecode_AFieldThatIsNotWritten_IsZeroWithoutPresenceAndMissingWithIt()
    {
        Decoding decoding = Of("flow", "level", "a", "all.int32", "wrapped", "samples[0]");
        Assert.Equal([0, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], decoding.Good(Reading.Message()).Values);
        Assert.Equal(
            [0, 0, 0, 0, 0, 0],
            decoding.Good(Reading.Message(o =>
            {
                o.WriteTag(11, Varint.Fixed32);
                o.WriteFloat(0);
                Int(o, 9, 0);
                Reading.Within(o, 4, _ => { });
                Reading.Within(o, 8, _ => { });
                o.WriteTag(5, Varint.Fixed32);
                o.WriteFloat(0);
            })).Values);
    }

    [Fact]
    public void TryDecode_Proto2_FieldsThatAreNotWrittenAreMissing()
    {
        using var proto2 = new Reading("proto2");
        var decoding = new Decoding(proto2.Format, Decoding.Numbers("flow", "level"));
        Assert.Equal([float.NaN, 2], decoding.Good(Reading.Message(o =>
        {
            o.WriteTag(11, Varint.Fixed32);
            o.WriteFloat(2);
        })).Values);
    }

    [Fact]
    public void TryDecode_Oneof_TheLastOneCounts()
    {
        Decoding onlyA = Of("a", "flow");
        Assert.Equal([7, 0], onlyA.Good(Reading.Message(o => Int(o, 9, 7))).Values);
        Assert.Equal([float.NaN, 0], onlyA.Good(Reading.Message(o => { Int(o, 9, 7); Int(o, 10, 8); })).Values);
        Assert.Equal([7, float.NaN], Of("a", "b").Good(Reading.Message(o => { Int(o, 10, 8); Int(o, 9, 7); })).Values);
    }

    [Fact]
    public void TryDecode_Lists_ArePackedOrNotAndMayBeSplit()
    {
        Decoding decoding = Of("samples[0]", "samples[3]", "deltas[1]", "parts[1].int32");
        float[] values = decoding.Good(Reading.Message(o =>
        {
            o.WriteTag(5, Varint.Fixed32);
            o.WriteFloat(10);
            Reading.Within(o, 5, p => { p.WriteFloat(11); p.WriteFloat(12); });
            Reading.Within(o, 6, p => Int(p, 5, 1));
            o.WriteTag(5, Varint.Fixed32);
            o.WriteFloat(13);
            Reading.Within(o, 6, p => Int(p, 5, 2));
            Reading.Within(o, 301, p => { p.WriteSInt64(-5); p.WriteSInt64(-6); p.WriteSInt64(9); });
        })).Values;
        Assert.Equal([10, 13, -6, 2], values);
        Assert.Equal([float.NaN, float.NaN, float.NaN, 0], decoding.Good(Reading.Message(o => { Reading.Within(o, 6, _ => { }); Reading.Within(o, 6, _ => { }); })).Values);
    }

    [Fact]
    public void TryDecode_AMessageInParts_IsMerged()
    {
        float[] values = Of("all.int32", "all.double", "all.bool").Good(Reading.Message(o =>
        {
            Reading.Within(o, 4, p => { Int(p, 5, 7); Real(p, 1, 1); });
            Reading.Within(o, 4, p => Real(p, 1, 2));
        })).Values;
        Assert.Equal([7, 2, 0], values);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-2, 2)]
    [InlineData(9, 3)]
    public void TryDecode_AnEnumeration_IsACategoryByNameAndANumberOtherwise(int number, float category)
    {
        var decoding = new Decoding(
            _reading.Format with { Fields = new Dictionary<string, string> { ["code"] = "state" } },
            FeatureDefinition.Category("state", ["OFF", "ON", "BROKEN"]),
            FeatureDefinition.Number("code"));
        byte[] message = Reading.Message(o =>
        {
            o.WriteTag(300, Varint.Varint);
            o.WriteEnum(number);
        });
        Assert.Equal([category, number], decoding.Good(message).Values);
    }

    [Fact]
    public void TryDecode_ATimestampMessage_IsATimeToTheTick()
    {
        var decoding = new Decoding(_reading.Format with { Time = "at" }, Decoding.Numbers("flow"));
        byte[] At(long seconds, int nanoseconds) => Reading.Message(o => Reading.Within(o, 7, p =>
        {
            p.WriteTag(1, Varint.Varint);
            p.WriteInt64(seconds);
            Int(p, 2, nanoseconds);
        }));
        Assert.Equal((1_700_000_000 * TimeSpan.TicksPerSecond) + 1_234_567, decoding.Good(At(1_700_000_000, 123_456_789)).Ticks);
        Assert.StartsWith("field 'at' is missing; a time is", decoding.Bad(Reading.Message()).Detail);
        Assert.Equal(DeadLetterReason.Time, decoding.Bad(At(long.MaxValue, 0)).Reason);
        Assert.Equal(DeadLetterReason.Time, decoding.Bad(At(1, -1)).Reason);
    }

    [Theory]
    [InlineData("int32", "-7")]
    [InlineData("uint64", "18446744073709551615")]
    [InlineData("enum", "ON")]
    [InlineData("bool", "true")]
    public void TryDecode_AnEntity_MayBeAWholeNumberOrAName(string field, string expected)
    {
        var decoding = new Decoding(_reading.Format with { Entity = $"all.{field}" }, Decoding.Numbers("flow"));
        Assert.Equal(expected, decoding.Good(Reading.Message(o => Reading.Within(o, 4, p =>
        {
            Int(p, 5, -7);
            p.WriteTag(4, Varint.Varint);
            p.WriteUInt64(ulong.MaxValue);
            p.WriteTag(8, Varint.Varint);
            p.WriteBool(true);
            p.WriteTag(10, Varint.Varint);
            p.WriteEnum(1);
        }))).Entity);
    }

    [Fact]
    public void TryDecode_UnknownFields_ArePassedOver() => Assert.Equal(
        [3],
        Of("flow").Good(Reading.Message(o =>
        {
            Int(o, 1000, 1);
            Real(o, 1001, 1);
            Reading.Text(o, 1002, "x");
            o.WriteTag(1003, Varint.Fixed32);
            o.WriteFloat(1);
            Real(o, 3, 3);
        })).Values);

    [Theory]
    [InlineData(new byte[] { 0x19, 1, 2 }, "no message plant.v1.Reading at byte 7: the record ends within a number.")]
    [InlineData(new byte[] { 0x0A, 5, 1 }, "no message plant.v1.Reading at byte 8: 5 bytes are announced and 1 are left.")]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "no message plant.v1.Reading at byte 17: 18,446,744,073,709,551,615 bytes are announced and 0 are left.")]
    [InlineData(new byte[] { 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 }, "no message plant.v1.Reading at byte 7: a number has more than 10 bytes.")]
    [InlineData(new byte[] { 0x10, 0x80 }, "no message plant.v1.Reading at byte 7: the record ends within a number.")]
    [InlineData(new byte[] { 0x00 }, "no message plant.v1.Reading at byte 6: there is no such field or wire type.")]
    [InlineData(new byte[] { 0x0F }, "no message plant.v1.Reading at byte 6: there is no such field or wire type.")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, "no message plant.v1.Reading at byte 6: there is no such field or wire type.")]
    [InlineData(new byte[] { 0xC3, 0x3E, 0xC4, 0x3E }, "no message plant.v1.Reading at byte 8: there is a group, which is not read.")]
    [InlineData(new byte[] { 0x1D, 0, 0, 0, 0 }, "no message plant.v1.Reading at byte 7: field 'flow' is of type Double and comes as Fixed32.")]
    [InlineData(new byte[] { 0x0A, 2, 0xC3, 0x28 }, "no message plant.v1.Reading at byte 10: the text of field 'pump' is no UTF-8.")]
    [InlineData(new byte[] { 0x22, 2, 0x09, 0 }, "no message plant.v1.Reading at byte 10: in 'all', the record ends within a number.")]
    [InlineData(new byte[] { 0x2A, 3, 0, 0, 0 }, "no message plant.v1.Reading at byte 11: in 'samples', the record ends within a number.")]
    public void TryDecode_BytesThatAreNoMessage_SayWhere(byte[] end, string detail)
    {
        DecodeProblem problem = Of("flow", "all.double", "samples[0]").Bad([.. Reading.Message(), .. end]);
        Assert.Equal(new DecodeProblem(DeadLetterReason.Malformed, detail), problem);
    }

    [Fact]
    public void TryDecode_ValuesThatAreNone_AreRefusedOrMissing()
    {
        Decoding decoding = Of("flow", "level");
        Assert.StartsWith("field 'flow' is '1E+39'; a value is", decoding.Bad(Reading.Message(o => Real(o, 3, 1e39))).Detail);
        Assert.Equal(DeadLetterReason.Value, decoding.Bad(Reading.Message(o => Real(o, 3, double.NegativeInfinity))).Reason);
        Assert.Equal(DeadLetterReason.NoValues, decoding.Bad(Reading.Message(o => Real(o, 3, double.NaN))).Reason);
    }

    private static void Int(CodedOutputStream output, int number, int value)
    {
        output.WriteTag(number, Varint.Varint);
        output.WriteInt32(value);
    }

    private static void Real(CodedOutputStream output, int number, double value)
    {
        output.WriteTag(number, Varint.Fixed64);
        output.WriteDouble(value);
    }

    private Decoding Of(params string[] paths) => new(
        _reading.Format with { Fields = paths.Select((path, i) => (path, i)).ToDictionary(p => $"f{p.i}", p => p.path) },
        Decoding.Numbers([.. paths.Select((_, i) => $"f{i}")]));
}
