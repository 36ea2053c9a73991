namespace StreamAe.Monitoring.Persistence;

/// <summary>A source that was claimed.</summary>
/// <param name="Epoch">Rises with every claim, from 1.</param>
/// <param name="Position">Where to continue; null where nothing of it was ever committed.</param>
public readonly record struct SourceClaim(long Epoch, long? Position);
