namespace StreamAe.Host.Api.Sources;

/// <summary>Records that could not be taken in, since the process started.</summary>
/// <param name="Items">The newest.</param>
/// <param name="Total">All of them.</param>
/// <param name="Reasons">How many for which reason.</param>
internal sealed record DeadLettersView(IReadOnlyList<DeadLetterView> Items, long Total, IReadOnlyDictionary<string, long> Reasons);
