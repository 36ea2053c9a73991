namespace StreamAe.Host.Api.Sources;

/// <summary>What became, or would become, of dead letters.</summary>
/// <param name="Items">In the order in which they were named.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Warning">What whoever replays must know.</param>
internal sealed record LetterReplayView(IReadOnlyList<LetterOutcomeView> Items, bool DryRun, string Warning);
