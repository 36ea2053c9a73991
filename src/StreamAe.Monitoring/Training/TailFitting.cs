using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Training;

/// <summary>Fits the tails of a trained model on what it leaves unexplained of its rows.</summary>
internal static class TailFitting
{
    /// <summary>
    /// The tails, and the scores of the usable rows by them. Held-out and fitted rows alike: a model of all entities has many times more rows than
    /// parameters, and the rarest thousandth of its rows is what matters.
    /// </summary>
    public static (float[] Tails, float[] Scores) Run(TailScores tails, Windows windows, ModelArena arena, int slot, IScorer scorer)
    {
        int[] features = tails.Features.ToArray();
        float[] residuals = new float[windows.Count * features.Length];
        int index = 0;
        ModelEvaluation.ForEachScore(arena, slot, scorer, windows.Rows, windows.Count, (row, reconstruction, _, _) =>
        {
            for (int f = 0; f < features.Length; f++)
            {
                bool counts = windows.IsUsable[index] && !Features.Unobserved.Is(row[features[f]]);
                residuals[(index * features.Length) + f] = counts ? row[features[f]] - reconstruction[features[f]] : float.NaN;
            }

            index++;
        });
        float[] scores = new float[windows.Count];
        float[] fitted = tails.Fit(residuals, windows.StartsSegment, scores);
        return (fitted, [.. scores.Where((_, i) => windows.IsUsable[i])]);
    }
}
