namespace StreamAe.Monitoring.Persistence.Replays;

/// <summary>What a store recorded of a monitor.</summary>
/// <param name="Positions">By source: everything before it is in the store.</param>
/// <param name="Observations">By entity: how many observations it had taken in there.</param>
/// <param name="Plans">With the cohort's models in use.</param>
/// <param name="Cohorts">By plan and source in order of their positions.</param>
public sealed record RecordedMonitor(
    IReadOnlyDictionary<string, long> Positions,
    IReadOnlyDictionary<string, long> Observations,
    IReadOnlyList<StoredPlan> Plans,
    IReadOnlyList<CohortStart> Cohorts);
