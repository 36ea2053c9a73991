namespace StreamAe.Monitoring.Persistence.Replays;

/// <summary>The models of an entity that are kept.</summary>
/// <param name="Models">In the order in which they came into use.</param>
public sealed record RecordedEntity(string Key, int PlanId, IReadOnlyList<RecordedModel> Models);
