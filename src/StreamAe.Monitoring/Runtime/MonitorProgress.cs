namespace StreamAe.Monitoring.Runtime;

/// <summary>What a monitor as a whole remembers, beside its entities.</summary>
/// <param name="Observations">Rows dispatched so far.</param>
/// <param name="NextCohortTraining">The count of observations at which the cohort's model is trained (again).</param>
/// <param name="CohortVersion">Newest cohort model.</param>
public readonly record struct MonitorProgress(long Observations, long NextCohortTraining, int CohortVersion);
