using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Api.Entities;

/// <summary>An entity that raised alerts.</summary>
internal sealed record WorstEntityView(string Key, int Alerts, float? MaxSurprise, DateTimeOffset LastAlert, string LastAlertId, AlertSeverity Severity);
