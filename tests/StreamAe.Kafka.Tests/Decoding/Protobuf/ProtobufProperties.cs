using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Wire = Google.Protobuf.WireFormat.WireType;

namespace StreamAe.Kafka.Tests.Decoding.Protobuf;

/// <summary>Whatever Google's writer writes is read as it was; any other bytes give a problem and leave nothing behind.</summary>
public sealed class ProtobufProperties : IDisposable
{
    private static readonly long[] Edges = [0, 1, -1, 127, 128, -128, int.MaxValue, int.MinValue, 1 << 24, (1 << 24) + 1, long.MaxValue, long.MinValue, (1L << 55) + (1L << 31) + 1];

    private readonly Reading _reading = new();

    private static Gen<long> Bits => Gen.Frequency(
        (1, Gen.Elements(Edges)),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(int.MinValue, int.MaxValue)).Select(p => ((long)p.Item1 << 32) ^ p.Item2)),
        (1, Gen.Choose(-1000, 1000).Select(i => (long)i)));

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void TryDecode_EveryScalarType_RoundTrips()
    {
        foreach (Kind kind in Reading.Scalars)
        {
            var decoding = new Decoding(
                _reading.Format with { Fields = new Dictionary<string, string> { ["x"] = $"all.{Reading.NameOf(kind)}" } },
                Decoding.Numbers("x", "flow"));
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arb.From(Bits), bits =>
            {
                (float expected, byte[] message) = Written(kind, bits);
                (Decoding.Row? row, _) = decoding.Decode(message);
                Assert.True(row is not null ? row.Values[0].Equals(expected) : float.IsInfinity(expected), $"{kind} of {bits}: {row?.Values[0]} for {expected}");
            }));
        }
    }

    [Fact]
    public void TryDecode_AnyBytes_GiveARowOrAProblem()
    {
        var decoding = new Decoding(
            _reading.Format with { Fields = new Dictionary<string, string> { ["x"] = "all.sint32", ["y"] = "samples[1]", ["z"] = "parts[0].float", ["w"] = "wrapped" }, Time = "at" },
            Decoding.Numbers("x", "y", "z", "w"));
        byte[][] good = [[0x22, 2, 0x68, 3], [0x3A, 2, 0x08, 5], [0x0A, 1, (byte)'p'], [0x2A, 4, 0, 0, 0, 0], [0x2D, 0, 0, 0, 0], [0x32, 0], [0x42, 0], [0xD8, 0x3E, 0x07]];
        byte[][] bad = [[0x0A], [0x22], [0x2A], [0x32], [0x3A], [0x42], [1], [2], [0x08], [0xFF], [0x80], [0x00]];
        Gen<byte[]> piece = Gen.Frequency(
            (40, Gen.Elements(good)), (1, Gen.Elements(bad)), (1, Gen.Choose(0, 255).Select(b => new[] { (byte)b })));
        Gen<byte[]> bytes = piece.ArrayOf().Select(p => p.SelectMany(b => b).ToArray());
        int rows = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Arb.From(bytes), some => rows += decoding.Decode(some).Row is null ? 0 : 1));
        Assert.InRange(rows, 1, 4999);
    }

    [Fact]
    public void TryDecode_EveryCutOfAMessage_IsARowOrAProblem()
    {
        byte[] message = Reading.Message(o => Reading.Within(o, 4, p =>
        {
            p.WriteTag(1, Wire.Fixed64);
            p.WriteDouble(1);
            p.WriteTag(13, Wire.Varint);
            p.WriteSInt32(-3);
        }));
        var decoding = new Decoding(_reading.Format with { Fields = new Dictionary<string, string> { ["x"] = "all.sint32" } }, Decoding.Numbers("x"));
        for (int length = 0; length < message.Length; length++)
        {
            Assert.Null(decoding.Decode(message.AsSpan(0, length)).Row);
        }

        Assert.Equal(-3, decoding.Good(message).Values[0]);
    }

    private static (float Expected, byte[] Message) Written(Kind kind, long bits)
    {
        int number = Array.IndexOf(Reading.Scalars, kind) + 1;
        double real = BitConverter.Int64BitsToDouble(bits);
        float single = BitConverter.Int32BitsToSingle((int)bits);
        int small = (int)bits;
        (float expected, Wire wire, Action<CodedOutputStream> write) = kind switch
        {
            Kind.Double => ((float)real, Wire.Fixed64, (Action<CodedOutputStream>)(o => o.WriteDouble(real))),
            Kind.Float => (single, Wire.Fixed32, o => o.WriteFloat(single)),
            Kind.Int64 => (Nearest(bits), Wire.Varint, o => o.WriteInt64(bits)),
            Kind.Uint64 => (Nearest((ulong)bits), Wire.Varint, o => o.WriteUInt64((ulong)bits)),
            Kind.Int32 => (Nearest(small), Wire.Varint, o => o.WriteInt32(small)),
            Kind.Fixed64 => (Nearest((ulong)bits), Wire.Fixed64, o => o.WriteFixed64((ulong)bits)),
            Kind.Fixed32 => (Nearest((uint)bits), Wire.Fixed32, o => o.WriteFixed32((uint)bits)),
            Kind.Bool => (bits == 0 ? 0 : 1, Wire.Varint, o => o.WriteBool(bits != 0)),
            Kind.Uint32 => (Nearest((uint)bits), Wire.Varint, o => o.WriteUInt32((uint)bits)),
            Kind.Enum => (Nearest(small), Wire.Varint, o => o.WriteEnum(small)),
            Kind.Sfixed32 => (Nearest(small), Wire.Fixed32, o => o.WriteSFixed32(small)),
            Kind.Sfixed64 => (Nearest(bits), Wire.Fixed64, o => o.WriteSFixed64(bits)),
            Kind.Sint32 => (Nearest(small), Wire.Varint, o => o.WriteSInt32(small)),
            Kind.Sint64 => (Nearest(bits), Wire.Varint, o => o.WriteSInt64(bits)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such scalar."),
        };
        return (expected, Reading.Message(o => Reading.Within(o, 4, p =>
        {
            p.WriteTag(number, wire);
            write(p);
        })));
    }

    /// <summary>The nearest float by way of its digits: an independent rounding.</summary>
    private static float Nearest(decimal number) => float.Parse(number.ToString());
}
