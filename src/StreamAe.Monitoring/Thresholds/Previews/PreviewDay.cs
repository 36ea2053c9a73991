namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>Alerts of one UTC day.</summary>
public sealed record PreviewDay(DateOnly Day, long Now, long Proposed);
