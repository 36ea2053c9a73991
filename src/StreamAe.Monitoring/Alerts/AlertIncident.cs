namespace StreamAe.Monitoring.Alerts;

/// <summary>The incident an alert belonged to when it became durable; see <see cref="IncidentLedger"/>.</summary>
/// <param name="Id">As <see cref="IncidentGrouping"/> gives it for the alerts up to this one.</param>
/// <param name="Entities">How many entities it was about by then, this one's among them.</param>
/// <param name="Joined">Ids under which earlier alerts of the incident were told: this one lies between two incidents, or its trouble began before that of the
/// others.</param>
public sealed record AlertIncident(string Id, IncidentChange Change, int Entities, IReadOnlyList<string> Joined);
