using System.Globalization;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>Event times from fields. Whole numbers are exact in every unit, down to the tick of 100 ns.</summary>
internal static class FieldTime
{
    private const long NanosecondsPerTick = 100;
    private const long MaxTicks = (long)EventTime.MaxSeconds * EventTime.TicksPerSecond;

    public static string RuleOf(TimeUnit unit) =>
        $"a time is {unit.ToString().ToLowerInvariant()} since 1970 up to the year 9999, or ISO 8601 such as 2026-01-31T12:00:00Z";

    /// <summary>Text: a number of units, or ISO 8601. Seconds are read as in files.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeUnit unit, out long ticks)
    {
        if (unit == TimeUnit.Seconds)
        {
            return CsvTime.TryParse(text, out ticks);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return TryScale(whole, unit, out ticks);
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return TryScale(number, unit, out ticks);
        }

        // What is left is ISO 8601, or a number that is out of range in every unit: as seconds, that is refused too.
        return CsvTime.TryParse(text, out ticks) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    public static bool TryScale(long units, TimeUnit unit, out long ticks)
    {
        if (unit == TimeUnit.Nanoseconds)
        {
            ticks = FloorDivide(units, NanosecondsPerTick);
            return IsInRange(ticks);
        }

        long factor = TicksOf(unit);
        bool fits = units <= MaxTicks / factor && units >= -MaxTicks / factor;
        ticks = fits ? units * factor : 0;
        return fits;
    }

    public static bool TryScale(double units, TimeUnit unit, out long ticks)
    {
        double exact = unit == TimeUnit.Nanoseconds ? units / NanosecondsPerTick : units * TicksOf(unit);
        bool fits = Math.Abs(exact) <= MaxTicks; // false for NaN
        ticks = fits ? (long)Math.Round(exact) : 0;
        return fits;
    }

    public static bool IsInRange(long ticks) => ticks is <= MaxTicks and >= -MaxTicks;

    private static bool TryScale(decimal units, TimeUnit unit, out long ticks)
    {
        decimal largest = unit == TimeUnit.Nanoseconds ? (decimal)MaxTicks * NanosecondsPerTick : (decimal)MaxTicks / TicksOf(unit);
        bool fits = Math.Abs(units) <= largest;
        ticks = fits ? (long)Math.Round(unit == TimeUnit.Nanoseconds ? units / NanosecondsPerTick : units * TicksOf(unit)) : 0;
        return fits;
    }

    private static long TicksOf(TimeUnit unit) => unit switch
    {
        TimeUnit.Seconds => TimeSpan.TicksPerSecond,
        TimeUnit.Milliseconds => TimeSpan.TicksPerMillisecond,
        TimeUnit.Microseconds => TimeSpan.TicksPerMicrosecond,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Nanoseconds are less than a tick."),
    };

    private static long FloorDivide(long value, long divisor) => value / divisor - (value % divisor < 0 ? 1 : 0);
}
