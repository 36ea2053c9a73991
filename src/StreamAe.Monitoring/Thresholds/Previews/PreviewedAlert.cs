namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>An alert that one of the two would have raised and the other not.</summary>
/// <param name="EventTime">Ticks.</param>
public sealed record PreviewedAlert(string Entity, long EventTime, float Surprise, float Score);
