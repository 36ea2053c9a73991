using Google.Protobuf;

namespace StreamAe.Host.Lab.Onnx;

/// <summary>A protobuf message as it is built up: fields in the order they are added.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Its streams are in memory and hold nothing else.")]
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public ProtoMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    public ProtoMessage Add(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    public ProtoMessage Add(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
        return this;
    }

    public ProtoMessage Add(int field, string text)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(text);
        return this;
    }

    public ProtoMessage Add(int field, ByteString bytes)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(bytes);
        return this;
    }

    public ProtoMessage Add(int field, ProtoMessage message) => Add(field, UnsafeByteOperations.UnsafeWrap(message.Written()));

    public void WriteTo(Stream stream) => stream.Write(Written().Span);

    private ReadOnlyMemory<byte> Written()
    {
        _output.Flush();
        return _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);
    }
}
