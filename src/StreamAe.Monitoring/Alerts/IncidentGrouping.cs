namespace StreamAe.Monitoring.Alerts;

/// <summary>
/// Groups alerts into incidents: one whose trouble began no later than a while after the last of an incident belongs to it. A pure function of
/// the alerts, by event time and within a monitor: on any runtime, and in whatever order they were raised, the same incidents.
/// </summary>
public static class IncidentGrouping
{
    /// <param name="gap">So long after the last alert an incident is over.</param>
    /// <returns>By the time at which they began.</returns>
    public static IReadOnlyList<Incident> Group(IEnumerable<Alert> alerts, TimeSpan gap)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        ArgumentOutOfRangeException.ThrowIfLessThan(gap, TimeSpan.Zero);
        var incidents = new List<Incident>();
        foreach (IGrouping<string, Alert> monitor in alerts.GroupBy(a => a.Monitor, StringComparer.Ordinal))
        {
            var open = new List<Alert>();
            long end = long.MinValue;
            foreach (Alert alert in monitor.OrderBy(Beginning).ThenBy(a => a.EventTime).ThenBy(a => a.Id, StringComparer.Ordinal))
            {
                if (open.Count > 0 && Beginning(alert) - end > gap.Ticks)
                {
                    incidents.Add(Close(open, end));
                    open = [];
                }

                open.Add(alert);
                end = open.Count == 1 ? alert.EventTime : Math.Max(end, alert.EventTime);
            }

            if (open.Count > 0)
            {
                incidents.Add(Close(open, end));
            }
        }

        return [.. incidents.OrderBy(i => i.From).ThenBy(i => i.Id, StringComparer.Ordinal)];
    }

    // A clock that was set back may have left an alert before its own beginning.
    private static long Beginning(Alert alert) => Math.Min(alert.Since, alert.EventTime);

    private static Incident Close(List<Alert> alerts, long end) => new(
        Incident.IdOf(alerts[0].Monitor, Beginning(alerts[0])),
        alerts[0].Monitor,
        Beginning(alerts[0]),
        end,
        alerts.Max(a => a.Severity),
        [.. alerts.OrderBy(a => a.EventTime).ThenBy(a => a.Id, StringComparer.Ordinal)]);
}
