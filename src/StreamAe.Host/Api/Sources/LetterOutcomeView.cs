using StreamAe.Host.Letters;

namespace StreamAe.Host.Api.Sources;

/// <summary>What became, or would become, of a dead letter.</summary>
/// <param name="Detail">Why, and what to do; empty where the state says all.</param>
/// <param name="Entity">Of the observation that it is now; null where it is none.</param>
/// <param name="Time">Of that observation.</param>
/// <param name="Copy">Where the copy is in the partition.</param>
internal sealed record LetterOutcomeView(
    string Monitor, string Source, long Position, LetterState State, string Detail, string? Entity, DateTimeOffset? Time, long? Copy)
{
    public static LetterOutcomeView Of(LetterOutcome outcome) => new(
        outcome.Letter.Monitor,
        outcome.Letter.Source,
        outcome.Letter.Position,
        outcome.State,
        outcome.Detail,
        outcome.Entity,
        Figures.Time(outcome.EventTime),
        outcome.Copy);
}
