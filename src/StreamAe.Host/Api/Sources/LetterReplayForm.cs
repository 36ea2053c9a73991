namespace StreamAe.Host.Api.Sources;

/// <summary>Which dead letters are to be put back to where they came from.</summary>
/// <param name="Reason">Why; needed unless it is a dry run.</param>
/// <param name="Again">Also those that have a copy already.</param>
internal sealed record LetterReplayForm(IReadOnlyList<LetterKey> Letters, string? Reason = null, bool Again = false);
