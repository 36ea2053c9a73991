namespace StreamAe.Monitoring.Persistence;

/// <param name="EventTime">Ticks.</param>
/// <param name="Surprise">See <see cref="Verdicts.Verdict.Surprise"/>.</param>
/// <param name="Score">See <see cref="Verdicts.Verdict.Score"/>.</param>
public readonly record struct StoredScore(string Entity, long EventTime, float Surprise, float Score);
