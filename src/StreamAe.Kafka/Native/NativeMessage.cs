using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>librdkafka's <c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeMessage
{
    public readonly ErrorCode Error;
    public readonly nint Topic;
    public readonly int Partition;
    private readonly byte* _value;
    private readonly nuint _valueBytes;
    private readonly byte* _key;
    private readonly nuint _keyBytes;
    public readonly long Offset;
    private readonly nint _private;

    /// <summary>The error's text where <see cref="Error"/> is set.</summary>
    public ReadOnlySpan<byte> Value => new(_value, checked((int)_valueBytes));

    public ReadOnlySpan<byte> Key => new(_key, checked((int)_keyBytes));

    /// <summary>There is one, be it empty.</summary>
    public bool HasKey => _key != null;

    public bool HasValue => _value != null;

    /// <summary>Of key and value.</summary>
    public long Bytes => (long)_keyBytes + (long)_valueBytes;
}
