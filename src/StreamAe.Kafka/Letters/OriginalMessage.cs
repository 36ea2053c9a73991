using Confluent.Kafka;

namespace StreamAe.Kafka.Letters;

/// <summary>A message as the topic holds it, copied out of the client's memory.</summary>
/// <param name="Key">Null where there is none, which is not the same as an empty one.</param>
/// <param name="Value">As the key.</param>
/// <param name="Headers">Null where there are none.</param>
/// <param name="TimestampMs">Milliseconds since 1970; −1 where there is none.</param>
/// <param name="IsBrokersTime">The broker set the timestamp when the message came: a copy gets another one.</param>
public sealed record OriginalMessage(long Offset, byte[]? Key, byte[]? Value, Headers? Headers, long TimestampMs, bool IsBrokersTime)
{
    /// <summary>Of key and value.</summary>
    public long Bytes => (Key?.Length ?? 0) + (Value?.Length ?? 0);

    /// <summary>As decoders read it.</summary>
    public KafkaRecord AsRecord() => new(Key, Value, TimestampMs, Headers);
}
