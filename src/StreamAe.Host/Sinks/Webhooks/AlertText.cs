using System.Globalization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>Parts of an alert as text for other systems.</summary>
internal static class AlertText
{
    public static string Word(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "critical",
        AlertSeverity.Major => "major",
        _ => "minor",
    };

    public static string Word(AlertKind kind) => kind switch
    {
        AlertKind.Silence => "silence",
        AlertKind.Shift => "shift",
        AlertKind.Stuck => "stuck",
        AlertKind.Late => "late",
        _ => "score",
    };

    public static string Word(IncidentChange change) => change switch
    {
        IncidentChange.Opened => "opened",
        IncidentChange.Worse => "worse",
        _ => "continued",
    };

    /// <summary><c>major pumps/pump-017 surprise 6.2</c></summary>
    public static string Summary(Alert alert) =>
        $"{Word(alert.Severity)} {alert.Monitor}/{alert.Entity} surprise {alert.Surprise.ToString("0.0", CultureInfo.InvariantCulture)}"
        + (alert.IsProvisional ? " (provisional)" : "");

    public static string Time(long ticks) => EventTime.ToUtc(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Empty where there is no figure.</summary>
    public static string Number(float value) => float.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "";
}
