using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Event times from bytes: <see cref="EventTime.TryParse"/> with a short way for whole seconds.</summary>
internal static class CsvTime
{
    public const string Rule = "a time is seconds since 1970 up to the year 9999, or ISO 8601 such as 2026-01-31T12:00:00Z";

    // Seconds of up to 11 digits times 10^7 are exact in a double as well, so both ways agree.
    private const int MaxWholeDigits = 11;
    private const int MaxLength = 64;

    public static bool TryParse(ReadOnlySpan<byte> field, out long ticks)
    {
        long seconds = 0;
        int digits = 0;
        while (digits < field.Length && (uint)(field[digits] - '0') <= 9 && digits < MaxWholeDigits)
        {
            seconds = seconds * 10 + (field[digits] - '0');
            digits++;
        }

        if (digits > 0 && digits == field.Length)
        {
            ticks = seconds * EventTime.TicksPerSecond;
            return true;
        }

        ticks = 0;
        field = field.Trim(" \t"u8);
        if (field.IsEmpty || field.Length > MaxLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxLength];
        ReadOnlySpan<char> time = text[..Encoding.UTF8.GetChars(field, text)];

        // A clock time or a day without its year would be completed from today's date, and a replay would differ.
        bool meansTheSameTomorrow = StartsWithYearAndMonth(time)
            || double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return meansTheSameTomorrow && EventTime.TryParse(time, out ticks);
    }

    private static bool StartsWithYearAndMonth(ReadOnlySpan<char> time) =>
        time.Length >= 7
        && time[4] == '-'
        && !time[..4].ContainsAnyExceptInRange('0', '9')
        && !time[5..7].ContainsAnyExceptInRange('0', '9');
}
