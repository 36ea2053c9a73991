using System.Security.Cryptography;
using System.Text;

namespace StreamAe.Monitoring.Alerts;

/// <summary>Alerts of entities that went wrong together.</summary>
/// <param name="Id">Of the monitor and <paramref name="From"/>: the same however many alerts come, as long as no trouble that began earlier is found to belong to it.</param>
/// <param name="From">Event time of the first anomalous row, ticks.</param>
/// <param name="To">Event time of the last alert, ticks.</param>
/// <param name="Severity">The highest.</param>
/// <param name="Alerts">By event time.</param>
public sealed record Incident(string Id, string Monitor, long From, long To, AlertSeverity Severity, IReadOnlyList<Alert> Alerts)
{
    /// <summary>From this share of a monitor's entities on, it is not the entities that are to blame.</summary>
    private const double FleetShare = 0.5;

    /// <summary>By their number of alerts, most first.</summary>
    public IReadOnlyList<string> Entities => [.. Alerts.CountBy(a => a.Entity).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)];

    /// <summary>Half of the monitor's entities or more went wrong together, and more than one: a power dip, a change of weather, a fault of the source.</summary>
    /// <param name="of">Entities that the monitor has.</param>
    public bool IsFleetWide(long of) => Entities.Count > 1 && Entities.Count >= FleetShare * of;

    /// <summary>Features by the share that they have in the alerts together, largest first: what the entities' trouble has in common.</summary>
    public IReadOnlyList<(string Feature, float Share)> Features =>
    [
        .. Alerts.SelectMany(a => a.Features).GroupBy(f => f.Feature, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Sum(f => f.Share) / Alerts.Count)).OrderByDescending(f => f.Item2).ThenBy(f => f.Key, StringComparer.Ordinal),
    ];

    /// <summary>32 hex digits of SHA-256 over monitor and beginning.</summary>
    public static string IdOf(string monitor, long from) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"incident\0{monitor}\0{from}")).AsSpan(0, 16));
}
