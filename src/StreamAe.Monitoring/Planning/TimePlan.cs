namespace StreamAe.Monitoring.Planning;

/// <summary>When, in seconds of the stream.</summary>
/// <param name="CohortModel">Until the cohort's model judges; null where there is no cohort.</param>
/// <param name="OwnModel">Until an entity has the rows for a model of its own.</param>
/// <param name="FullHistory">Until its history is full.</param>
public sealed record TimePlan(double? CohortModel, double OwnModel, double FullHistory);
