using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Alerts;

/// <summary>Incidents of a monitor, from the alerts in a store.</summary>
internal static class NewestIncidents
{
    /// <summary>So long after its last alert an incident is over, where nobody says otherwise.</summary>
    public const int UsualGapMinutes = 10;

    /// <summary>The newest: what they make are the newest incidents.</summary>
    private const int MostAlerts = 5000;

    public static IReadOnlyList<(IncidentView View, Incident Incident)> Of(IOperatorStore store, string monitor, TimeSpan gap)
    {
        IReadOnlyList<Incident> incidents = IncidentGrouping.Group(store.FindAlerts(monitor, entity: null, MostAlerts), gap);
        long of = incidents.Count == 0 ? 0 : store.CountEntities(monitor);
        return [.. incidents.Select(i => (IncidentView.Make(i, of), i))];
    }
}
