using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A model that came into use during a poll.</summary>
/// <param name="Entity">Whose; −1 for the cohort's.</param>
/// <param name="FromSequence">The entity's first observation under it (its observation count at that moment).</param>
public sealed record ModelPromotion(int Entity, EntityModel Model, long FromSequence)
{
    public const int Cohort = -1;
}
