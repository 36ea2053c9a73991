using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Api.Alerts;

/// <summary>Alerts that belong together.</summary>
/// <param name="Alerts">How many.</param>
/// <param name="AlertIds">The last of them.</param>
/// <param name="Entities">Those with the most alerts.</param>
/// <param name="EntityCount">All of them.</param>
/// <param name="Of">Entities that the monitor has.</param>
/// <param name="FleetWide">So many that they are not to blame.</param>
/// <param name="Features">By their share in the alerts.</param>
internal sealed record IncidentView(
    string Id,
    string Monitor,
    DateTimeOffset From,
    DateTimeOffset To,
    AlertSeverity Severity,
    int Alerts,
    IReadOnlyList<string> AlertIds,
    IReadOnlyList<string> Entities,
    int EntityCount,
    long Of,
    bool FleetWide,
    IReadOnlyList<SharedFeature> Features)
{
    private const int Shown = 20;

    public static IncidentView Make(Incident incident, long of)
    {
        ArgumentNullException.ThrowIfNull(incident);
        IReadOnlyList<string> entities = incident.Entities;
        return new IncidentView(
            incident.Id,
            incident.Monitor,
            Figures.Time(incident.From),
            Figures.Time(incident.To),
            incident.Severity,
            incident.Alerts.Count,
            [.. incident.Alerts.TakeLast(Shown).Select(a => a.Id)],
            [.. entities.Take(Shown)],
            entities.Count,
            of,
            incident.IsFleetWide(of),
            [.. incident.Features.Take(Shown).Select(f => new SharedFeature(f.Feature, f.Share))]);
    }
}
