using Confluent.Kafka;

namespace StreamAe.Kafka;

/// <summary>A message as it lies in the poll: valid until the next one is read.</summary>
/// <param name="key">Empty where there is none.</param>
/// <param name="value">Empty where there is none.</param>
/// <param name="timestampMs">Milliseconds since 1970, as the broker or the producer set it; −1 where there is none.</param>
/// <param name="headers">Null where there are none.</param>
public readonly ref struct KafkaRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs, Headers? headers)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;

    public long TimestampMs { get; } = timestampMs;

    public Headers? Headers { get; } = headers;
}
