using System.Diagnostics;

namespace StreamAe.Host.Telemetry;

/// <summary>One moment by both clocks: what the monotonic one told before can be dated.</summary>
/// <param name="Time">Of the wall.</param>
/// <param name="Timestamp">As <see cref="Stopwatch.GetTimestamp"/> tells.</param>
internal readonly record struct Instant(DateTimeOffset Time, long Timestamp)
{
    public static Instant Now(TimeProvider time) => new(time.GetUtcNow(), Stopwatch.GetTimestamp());

    public TimeSpan Since(long timestamp) => Stopwatch.GetElapsedTime(timestamp, Timestamp);

    public DateTimeOffset At(long timestamp) => Time - Since(timestamp);
}
