namespace StreamAe.Monitoring.Alerts;

/// <summary>Alerts of entities that went wrong together.</summary>
/// <param name="Id">Of the first alert: the same however often the incident is looked at, as long as that alert is kept.</param>
/// <param name="From">Event time of the first anomalous row, ticks.</param>
/// <param name="To">Event time of the last alert, ticks.</param>
/// <param name="Severity">The highest.</param>
/// <param name="Alerts">By event time.</param>
public sealed record Incident(string Id, string Monitor, long From, long To, AlertSeverity Severity, IReadOnlyList<Alert> Alerts)
{
    /// <summary>By their number of alerts, most first.</summary>
    public IReadOnlyList<string> Entities => [.. Alerts.CountBy(a => a.Entity).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)];

    /// <summary>Features by the share that they have in the alerts together, largest first: what the entities' trouble has in common.</summary>
    public IReadOnlyList<(string Feature, float Share)> Features =>
    [
        .. Alerts.SelectMany(a => a.Features).GroupBy(f => f.Feature, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Sum(f => f.Share) / Alerts.Count)).OrderByDescending(f => f.Item2).ThenBy(f => f.Key, StringComparer.Ordinal),
    ];
}
