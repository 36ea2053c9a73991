namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>The system's clock, but its time of day is set at will, as by an operator or a time server. Timestamps and timers know nothing of it.</summary>
internal sealed class JumpingTimeProvider : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <param name="by">Backwards where negative.</param>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
