using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Api;

/// <summary>Figures and times as JSON has them.</summary>
internal static class Figures
{
    private const double TicksPerMillisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>Null for what is no number.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    public static float? Finite(float value) => float.IsFinite(value) ? value : null;

    public static float? Finite(float? value) => value is float number ? Finite(number) : null;

    public static DateTimeOffset Time(long ticks) => new(EventTime.ToUtc(ticks));

    public static DateTimeOffset? Time(long? ticks) => ticks is long known && known > long.MinValue ? Time(known) : null;

    /// <summary>Milliseconds since 1970, as series have it.</summary>
    public static double Milliseconds(long ticks) => ticks / TicksPerMillisecond;

    /// <summary>Event time as it is stored.</summary>
    public static long Ticks(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
}
