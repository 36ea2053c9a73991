namespace StreamAe.Monitoring.Models;

/// <summary>Exponential smoothing of an entity's scores: the same when a model is calibrated and when it judges.</summary>
internal static class ScoreSmoothing
{
    /// <summary>The weight of a new score: 2 ÷ (n + 1).</summary>
    public static float RateOf(int rows) => 2f / (rows + 1);

    /// <param name="smoothed">So far; NaN where there is none.</param>
    public static float Next(float smoothed, float score, float rate) =>
        // As a weighted sum: smoothed + rate·(score − smoothed) loses a small score behind a large one, even at rate 1, which is off.
        float.IsNaN(smoothed) ? score : (rate * score) + ((1 - rate) * smoothed);
}
