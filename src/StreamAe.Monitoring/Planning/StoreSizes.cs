namespace StreamAe.Monitoring.Planning;

/// <summary>What a store takes on the disk, in bytes.</summary>
/// <param name="FirstEntity">An entity with one row and no model of its own.</param>
/// <param name="FullEntity">An entity with a full history and every version of its model that is kept.</param>
/// <param name="Row">A row of a history that is not full yet.</param>
/// <param name="Score">The stored score of an observation.</param>
/// <param name="Alert">An alert.</param>
/// <param name="Fixed">The store itself, with its logs.</param>
/// <param name="Memory">What the store holds in memory, not on the disk.</param>
/// <param name="How">How the figures were obtained, for people.</param>
public sealed record StoreSizes(double FirstEntity, double FullEntity, double Row, double Score, double Alert, double Fixed, double Memory, string How);
