using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A training that ended, for observers.</summary>
/// <param name="Entity">Its key, or the cohort's name.</param>
public sealed record TrainingEvent(string Entity, TrainingResult Result);
