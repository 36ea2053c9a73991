namespace StreamAe.Monitoring.Persistence.Replays;

/// <param name="EventTime">Ticks.</param>
public readonly record struct RecordedAlert(string Id, string Entity, long EventTime);
