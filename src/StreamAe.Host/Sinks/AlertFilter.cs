using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Sinks;

/// <summary>Which alerts a sink wants.</summary>
/// <param name="Monitors">Only of these; all where it is empty.</param>
/// <param name="MinSeverity">Only as improbable as this.</param>
/// <param name="OncePerIncident">Only those that open an incident, or are more severe than all before them in it.</param>
internal sealed record AlertFilter(IReadOnlyList<string> Monitors, AlertSeverity MinSeverity, bool OncePerIncident = false)
{
    public bool Passes(Alert alert) => alert.Severity >= MinSeverity
        && (Monitors.Count == 0 || Monitors.Contains(alert.Monitor))
        && !(OncePerIncident && alert.Incident is { Change: IncidentChange.Continued });
}
