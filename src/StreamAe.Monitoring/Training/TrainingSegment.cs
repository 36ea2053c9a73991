namespace StreamAe.Monitoring.Training;

/// <summary>Consecutive rows of one entity, oldest first; windows and smoothing do not cross segments.</summary>
/// <param name="Rows">[n × F] encoded features; NaN only where a feature never had a value.</param>
/// <param name="Excluded">[n] rows that may stand in a window but are neither fitted nor calibrated on.</param>
public sealed record TrainingSegment(float[] Rows, bool[] Excluded);
