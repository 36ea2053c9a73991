namespace StreamAe.Monitoring.Replaying;

/// <summary>Alerts of a replay beside those that the store keeps of the same entities and times, by their ids.</summary>
public sealed record ComparedAlerts(long Agreeing, long OnlyReplayed, long OnlyRecorded);
