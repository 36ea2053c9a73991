namespace StreamAe.Monitoring.Planning;

/// <summary>Memory, in bytes of what is held; the collector's garbage comes and goes beside it.</summary>
/// <param name="AtFirst">An entity after its first observation.</param>
/// <param name="Full">An entity with a full history and a model of its own.</param>
/// <param name="Shared">Of the process: itself, polls under way, a training, the cohort's model, the store's log of changes.</param>
/// <param name="TotalAtFirst">All entities at first, and what is shared.</param>
/// <param name="TotalFull">All entities in full, and what is shared.</param>
/// <param name="Budget">The <c>runtime.memory</c> that was asked about.</param>
/// <param name="EntitiesInBudget">Entities in full that it holds, as the runtime counts; the others wait in the store.</param>
/// <param name="EntitiesAtFirstInBudget">Entities after their first observation that it holds.</param>
/// <param name="How">How the figures were obtained.</param>
public sealed record MemoryPlan(
    EntityFootprint AtFirst,
    EntityFootprint Full,
    double Shared,
    double TotalAtFirst,
    double TotalFull,
    long Budget,
    long EntitiesInBudget,
    long EntitiesAtFirstInBudget,
    string How);
