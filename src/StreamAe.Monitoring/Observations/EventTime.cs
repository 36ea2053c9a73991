using System.Globalization;

namespace StreamAe.Monitoring.Observations;

/// <summary>
/// Event times are <c>long</c> ticks of 100 ns since 1970-01-01 UTC. Streams without a clock (row numbers) count one second a row.
/// </summary>
public static class EventTime
{
    public const long TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>Latest representable time in seconds: the year 9999. A larger one is a bad record, not the far future.</summary>
    public const double MaxSeconds = 253_402_300_799;

    public static long FromSeconds(double seconds) => (long)Math.Round(seconds * TicksPerSecond);

    public static double ToSeconds(long ticks) => (double)ticks / TicksPerSecond;

    /// <summary>The same instant on the calendar; one before the year 1 or after 9999 becomes the nearest that has a date.</summary>
    public static DateTime ToUtc(long ticks) => new(
        Math.Clamp(ticks, DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks, DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) + DateTime.UnixEpoch.Ticks,
        DateTimeKind.Utc);

    /// <summary>Reads seconds since 1970 (<c>1421640</c>, <c>1421640.5</c>) or ISO 8601 (<c>2026-01-31T12:00:00Z</c>; no zone means UTC).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ticks)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            bool usable = Math.Abs(seconds) <= MaxSeconds;
            ticks = usable ? FromSeconds(seconds) : 0;
            return usable;
        }

        bool parsed = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time);
        ticks = parsed ? (time - DateTimeOffset.UnixEpoch).Ticks : 0;
        return parsed;
    }

    /// <summary>Seconds since 1970 with as many decimals as needed: the form of the <c>t</c> column.</summary>
    public static string FormatSeconds(long ticks)
    {
        long whole = Math.DivRem(ticks, TicksPerSecond, out long rest);
        return rest == 0
            ? whole.ToString(CultureInfo.InvariantCulture)
            : ((decimal)ticks / TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
    }
}
