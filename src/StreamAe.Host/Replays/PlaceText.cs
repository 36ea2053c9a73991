using System.Collections.Frozen;
using System.Globalization;
using StreamAe.Host.Commands;
using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Replaying;

namespace StreamAe.Host.Replays;

/// <summary>Reads what <c>--from</c>, <c>--to</c>, <c>--warmup</c> and <c>--models</c> say.</summary>
internal static class PlaceText
{
    /// <summary>Of a duration: days of some thousand years.</summary>
    private const double MaxUnits = 1e6;

    private const string OffsetPrefix = "offset:";
    private const string PlaceRule = "a time such as 2026-11-24T00:00:00Z, offset:N, or offset:PARTITION=N,… (or TOPIC/PARTITION=N)";

    /// <exception cref="WrongUseException">It is none.</exception>
    public static RangePlace From(string text) => text == "earliest"
        ? new RangePlace.Earliest()
        : TryParse(text) ?? throw new WrongUseException($"--from {text} is no place in a topic: it must be earliest, {PlaceRule}.");

    /// <param name="text">Null for the end.</param>
    /// <exception cref="WrongUseException">It is none.</exception>
    public static RangePlace To(string? text) => text is null or "end"
        ? new RangePlace.End()
        : TryParse(text) ?? throw new WrongUseException($"--to {text} is no place in a topic: it must be end, {PlaceRule}.");

    /// <exception cref="WrongUseException">The range ends before it begins.</exception>
    public static void VerifyOrder(RangePlace from, RangePlace to)
    {
        bool isWrong = (from, to) switch
        {
            (RangePlace.AtTime a, RangePlace.AtTime b) => a.Time >= b.Time,
            (RangePlace.AtOffset a, RangePlace.AtOffset b) => a.Offset >= b.Offset,
            _ => false,
        };
        if (isWrong)
        {
            throw new WrongUseException("--from must be before --to: the range holds what lies from --from on, up to --to.");
        }
    }

    /// <exception cref="WrongUseException">It is none, or does not go with <paramref name="from"/>.</exception>
    public static RangeWarmUp WarmUp(string text, RangePlace from)
    {
        if (text == "all")
        {
            return new RangeWarmUp.All();
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long messages))
        {
            return new RangeWarmUp.Messages(messages);
        }

        if (!TryParseSpan(text, out TimeSpan span))
        {
            throw new WrongUseException($"--warmup {text} is no warm-up: it must be all, a number of messages a partition, or a duration such as 6h.");
        }

        return from is RangePlace.AtTime
            ? new RangeWarmUp.Span(span)
            : throw new WrongUseException($"--warmup {text} is a duration, which goes with a time in --from only. Give a number of messages, or all.");
    }

    /// <exception cref="WrongUseException">It is none.</exception>
    public static ModelChoice Models(string text) => text switch
    {
        "recorded" => new ModelChoice.Recorded(),
        "current" => new ModelChoice.Current(),
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 0 => new ModelChoice.Version(version),
        _ => throw new WrongUseException($"--models {text} is no choice: it must be recorded, current, or a version from 1 on."),
    };

    private static RangePlace? TryParse(string text)
    {
        if (text.StartsWith(OffsetPrefix, StringComparison.Ordinal))
        {
            return TryParseOffsets(text[OffsetPrefix.Length..]);
        }

        // A bare number could be seconds or an offset.
        return !double.TryParse(text, CultureInfo.InvariantCulture, out _) && EventTime.TryParse(text, out long ticks)
            ? new RangePlace.AtTime(DateTimeOffset.UnixEpoch.AddTicks(ticks))
            : null;
    }

    private static RangePlace? TryParseOffsets(string text)
    {
        if (TryParseOffset(text, out long every))
        {
            return new RangePlace.AtOffset(every);
        }

        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            int equals = part.LastIndexOf('=');
            if (equals < 1 || !TryParseOffset(part[(equals + 1)..], out long offset) || !offsets.TryAdd(part[..equals], offset))
            {
                return null;
            }
        }

        return new RangePlace.AtOffsets(offsets.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static bool TryParseOffset(string text, out long offset) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out offset);

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = default;

        // Not "more than", which no NaN is.
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || !(count <= MaxUnits))
        {
            return false;
        }

        span = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => TimeSpan.FromTicks(-1),
        };
        return span >= TimeSpan.Zero;
    }
}
