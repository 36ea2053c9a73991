using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Sizing;

/// <summary>The sweep of one entity.</summary>
/// <param name="Entity">Its key.</param>
/// <param name="Rows">Rows the trials were fitted on.</param>
/// <param name="Search">Every size that was tried, and the one at which the curve flattened.</param>
public sealed record EntitySizing(string Entity, int Rows, LatentSearchResult Search);
