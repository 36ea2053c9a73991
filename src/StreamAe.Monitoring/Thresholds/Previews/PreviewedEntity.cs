namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>Alerts of one entity.</summary>
public sealed record PreviewedEntity(string Entity, long Now, long Proposed);
