namespace StreamAe.Monitoring.Training;

/// <summary>By what a trained model was compared with the one in use.</summary>
/// <param name="Rows">Fitted on.</param>
/// <param name="TrainedThrough">Event time of the newest row, ticks.</param>
/// <param name="Error">On held-out rows.</param>
/// <param name="ChampionError">Of the model in use on the same rows; ∞ where there was none.</param>
/// <param name="ChampionVersion">Its version: 0 where there was none, negative for a cohort's.</param>
public sealed record ChallengerFigures(int Rows, long TrainedThrough, float Error, float ChampionError, int ChampionVersion);
