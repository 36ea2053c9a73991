using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Letters;

/// <summary>What became, or would become, of a dead letter.</summary>
/// <param name="Letter">With its monitor.</param>
/// <param name="Detail">Why, and what to do; empty where the state says all.</param>
/// <param name="Entity">Of the observation that it is now; null where it is none.</param>
/// <param name="EventTime">Ticks.</param>
/// <param name="Copy">Where the copy is in the partition.</param>
internal sealed record LetterOutcome(
    DeadLetter Letter, LetterState State, string Detail = "", string? Entity = null, long? EventTime = null, long? Copy = null);
