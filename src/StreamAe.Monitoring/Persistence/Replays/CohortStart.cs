namespace StreamAe.Monitoring.Persistence.Replays;

/// <summary>From a position of a source on, a model of the cohort judged the entities that had none of their own.</summary>
/// <param name="Model">See <see cref="IReplayStore.ReadCohortModel"/>.</param>
public sealed record CohortStart(int PlanId, string Source, long FromPosition, long Model);
