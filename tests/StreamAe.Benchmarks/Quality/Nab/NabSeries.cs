namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>A whole series as a detector judged it.</summary>
/// <param name="Scores">[n] one a row, from the first; higher is stranger. None is NaN.</param>
/// <param name="Windows">In order, disjoint.</param>
internal sealed record NabSeries(string Name, double[] Scores, IReadOnlyList<NabWindow> Windows)
{
    /// <summary>Share of a series that a detector may learn from without being judged.</summary>
    private const double ProbationShare = 0.15;

    /// <summary>However long a series is, this many rows are enough to learn from.</summary>
    private const int MaxProbation = 750;

    /// <summary>Rows from the first that are not judged: min(⌊0.15·n⌋, 750).</summary>
    public int Probation => Math.Min((int)(ProbationShare * Scores.Length), MaxProbation);
}
