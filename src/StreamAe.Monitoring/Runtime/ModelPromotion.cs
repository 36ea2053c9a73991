using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A model that came into use during a poll.</summary>
/// <param name="Entity">Whose; −1 for the cohort's.</param>
/// <param name="FromSequence">The entity's first observation under it (its observation count at that moment).</param>
/// <param name="FromPosition">Rows of the poll's source from this position on are judged by it: where a replay changes models too.</param>
/// <param name="AfterVersion">The entity's own model before it; 0 where there was none.</param>
/// <param name="Request">The operator's request that asked for it; 0 where its training brought it.</param>
public sealed record ModelPromotion(
    int Entity, EntityModel Model, long FromSequence, long FromPosition = 0, int AfterVersion = 0, long Request = 0)
{
    public const int Cohort = -1;
}
