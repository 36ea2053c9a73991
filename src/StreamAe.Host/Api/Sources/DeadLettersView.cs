namespace StreamAe.Host.Api.Sources;

/// <summary>Records that could not be taken in.</summary>
/// <param name="Items">The newest, of earlier starts too.</param>
/// <param name="Total">All of them since the process started.</param>
/// <param name="Reasons">How many of those for which reason.</param>
internal sealed record DeadLettersView(IReadOnlyList<DeadLetterView> Items, long Total, IReadOnlyDictionary<string, long> Reasons);
