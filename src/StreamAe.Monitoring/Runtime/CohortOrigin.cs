namespace StreamAe.Monitoring.Runtime;

/// <summary>From where a cohort's trainings count: 0, but for a monitor that was edited.</summary>
/// <param name="Observations">Of the monitor, when it was first seen as it is defined now.</param>
/// <param name="Version">The newest of its cohort models then: of other features.</param>
public readonly record struct CohortOrigin(long Observations, int Version);
