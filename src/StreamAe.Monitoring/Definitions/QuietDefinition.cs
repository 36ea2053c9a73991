using System.Collections.Concurrent;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Definitions;

/// <summary>Hours in which nobody is to be woken for less: alerts below a severity wait until they are over, and are raised then if the entity is
/// still anomalous. By event time.</summary>
public sealed record QuietDefinition
{
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Zones = new(StringComparer.Ordinal);

    /// <summary>Days on which they begin. Default all; all or 1 to 7 entries.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = Enum.GetValues<DayOfWeek>();

    /// <summary>When they begin. Default "00:00"; 00:00 to 23:59.</summary>
    public TimeOnly From { get; init; }

    /// <summary>When they are over; on the next day where that is not later than the beginning. Default "00:00"; 00:00 to 23:59.</summary>
    public TimeOnly To { get; init; }

    /// <summary>The IANA time zone of the hours. Default UTC; UTC, Europe/Berlin or another zone that this machine knows.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Alerts of this severity and above are raised all the same. Default critical; minor, major or critical.</summary>
    public AlertSeverity Below { get; init; } = AlertSeverity.Critical;

    /// <summary>An alert of this severity has to wait.</summary>
    /// <param name="eventTime">Ticks.</param>
    public bool Hold(long eventTime, AlertSeverity severity) => severity < Below && Contain(eventTime);

    /// <param name="eventTime">Ticks.</param>
    public bool Contain(long eventTime)
    {
        TimeZoneInfo zone = Zones.GetOrAdd(Zone, TimeZoneInfo.FindSystemTimeZoneById);
        DateTime local = TimeZoneInfo.ConvertTimeFromUtc(EventTime.ToUtc(eventTime), zone);
        var time = TimeOnly.FromDateTime(local);
        bool isSameDay = From < To;
        if (isSameDay)
        {
            return time >= From && time < To && Days.Contains(local.DayOfWeek);
        }

        const int DaysOfWeek = 7;
        var dayBefore = (DayOfWeek)(((int)local.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek);
        return (time >= From && Days.Contains(local.DayOfWeek)) || (time < To && Days.Contains(dayBefore));
    }
}
