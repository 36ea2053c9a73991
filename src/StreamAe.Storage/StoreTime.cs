namespace StreamAe.Storage;

/// <summary>Times as they are stored: ticks since 1970.</summary>
internal static class StoreTime
{
    public static long UnixTicks(this TimeProvider time) => time.GetUtcNow().UnixTicks();

    public static long UnixTicks(this DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks;

    public static DateTimeOffset FromUnixTicks(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);
}
