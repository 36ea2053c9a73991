namespace StreamAe.Monitoring.Replaying;

/// <summary>Scores of a replay beside those that the store kept.</summary>
/// <param name="Agreeing">Score and surprise are those recorded, within the tolerance of backends.</param>
/// <param name="NotRecorded">Of which the store keeps none.</param>
public sealed record ComparedScores(long Agreeing, long Differing, long NotRecorded);
