using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A training that ended, for observers.</summary>
/// <param name="Entity">Its key, or the cohort's name.</param>
/// <param name="Number">Of the entity; <see cref="ModelPromotion.Cohort"/> for the cohort.</param>
/// <param name="FailedInARow">Trainings of the entity that failed since the last that did not, this one among them.</param>
public sealed record TrainingEvent(string Entity, TrainingResult Result, int Number = ModelPromotion.Cohort, int FailedInARow = 0);
