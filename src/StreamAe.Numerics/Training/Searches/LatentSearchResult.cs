namespace StreamAe.Numerics.Training;

/// <summary>What a <see cref="LatentSearch"/> found.</summary>
/// <param name="Latent">The chosen number of latent units.</param>
/// <param name="IsFlat">Whether the curve flattened; false where even the largest size still gained.</param>
/// <param name="Trials">Every size that was tried, in order.</param>
public sealed record LatentSearchResult(int Latent, bool IsFlat, IReadOnlyList<LatentTrial> Trials);
