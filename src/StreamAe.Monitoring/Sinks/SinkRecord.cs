namespace StreamAe.Monitoring.Sinks;

/// <summary>A message for a sink that takes more than alerts: a verdict, a row, a dead letter.</summary>
/// <param name="id">The same however often it is sent: who reads the topic can tell a repetition. UTF-8.</param>
/// <param name="key">What it is partitioned by: the entity. May be empty.</param>
/// <param name="reason">Of a dead letter, UTF-8; else empty.</param>
public readonly ref struct SinkRecord(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> reason)
{
    public ReadOnlySpan<byte> Id { get; } = id;

    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;

    public ReadOnlySpan<byte> Reason { get; } = reason;
}
