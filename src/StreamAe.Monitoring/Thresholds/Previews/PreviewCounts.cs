namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>What a threshold and an alert policy would have made of the stored scores.</summary>
/// <param name="Anomalous">Rows.</param>
/// <param name="Entities">That would have raised at least one alert.</param>
public sealed record PreviewCounts(long Anomalous, long Alerts, int Entities);
