namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>
/// Scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015, "Evaluating Real-time Anomaly Detection Algorithms – the Numenta Anomaly
/// Benchmark", ICMLA), with its current weights. Rows of the probation are left out; row i alerts where its score is at least θ.
/// <code>
/// σ(y) = 2/(1 + e^(5y)) − 1
/// in a window [l, r] of w rows:  y = −(r − i + 1)/w       gain = A_TP·σ(y)/σ(−1); only the best alert of a window counts
/// outside, r and w of the window before:  y = (i − r)/(w − 1)   cost = A_FP·σ(y); −A_FP where y &gt; 3 or no window was before
/// S(θ) = Σ over windows of the best gain, or −A_FN without an alert, + Σ of costs outside
/// score = 100·(S − S₀)/(W·A_TP − S₀),   S₀ = −W·A_FN of a detector that never alerts,   W windows
/// </code>
/// θ is one for all series: the best over every distinct score and "no alert". It is chosen with the windows in sight, as the published
/// figures are.
/// </summary>
internal static class NabScoring
{
    /// <summary>Beyond this many widths behind a window an alert has nothing to do with it any more.</summary>
    private const double FarBehind = 3;

    private static readonly double GainAtFirstRow = Sigmoid(-1);

    /// <summary>Between 1, far before the end of a window, and −1, far behind.</summary>
    public static double Sigmoid(double y) => (2 / (1 + Math.Exp(5 * y))) - 1;

    /// <summary>Scores a detector over all series: one sort of all rows, then one step a distinct score.</summary>
    /// <exception cref="ArgumentException">No series has a window that is judged, or a score is NaN.</exception>
    public static NabResult Score(IReadOnlyList<NabSeries> series, NabProfile profile)
    {
        int windows = series.Sum(s => s.Windows.Count(w => w.Right >= s.Probation));
        if (windows == 0)
        {
            throw new ArgumentException("No series has a window after its probation; there is nothing to find.", nameof(series));
        }

        double[] scores = new double[series.Sum(s => s.Scores.Length - s.Probation)];
        var rows = new JudgedRow[scores.Length];
        Judge(series, profile, scores, rows);

        // Descending: a step of the threshold adds rows.
        Array.Sort(scores, rows, Comparer<double>.Create((a, b) => b.CompareTo(a)));
        double nothing = -windows * profile.FalseNegative;
        double[] best = new double[windows];
        Array.Fill(best, -profile.FalseNegative);
        double sum = nothing;
        int found = 0;
        int inside = 0;
        var result = new NabResult(nothing, double.PositiveInfinity, 0, windows, 0, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            (int window, double value) = rows[i];
            if (window < 0)
            {
                sum += value;
            }
            else
            {
                inside++;
                found += best[window] == -profile.FalseNegative ? 1 : 0;
                if (value > best[window])
                {
                    sum += value - best[window];
                    best[window] = value;
                }
            }

            if ((i + 1 == rows.Length || scores[i + 1] != scores[i]) && sum > result.Score)
            {
                result = new NabResult(sum, scores[i], found, windows, inside, i + 1 - inside);
            }
        }

        return result with { Score = 100 * (result.Score - nothing) / ((windows * profile.TruePositive) - nothing) };
    }

    /// <summary>Writes score, window and gain or cost of every row after the probations, and numbers the windows that are judged.</summary>
    private static void Judge(IReadOnlyList<NabSeries> series, NabProfile profile, double[] scores, JudgedRow[] rows)
    {
        int next = 0;
        int number = 0;
        foreach (NabSeries one in series)
        {
            int following = 0;
            NabWindow? before = null;
            for (int i = 0; i < one.Scores.Length; i++)
            {
                while (following < one.Windows.Count && one.Windows[following].Right < i)
                {
                    before = one.Windows[following];
                    number += before.Value.Right >= one.Probation ? 1 : 0;
                    following++;
                }

                if (i < one.Probation)
                {
                    continue;
                }

                double score = one.Scores[i];
                if (double.IsNaN(score))
                {
                    throw new ArgumentException($"The score of row {i} of {one.Name} is NaN; give rows that were not judged the score 0.", nameof(series));
                }

                scores[next] = score;
                rows[next++] = following < one.Windows.Count && one.Windows[following].Left <= i
                    ? new JudgedRow(number, Gain(one.Windows[following], i, profile))
                    : new JudgedRow(-1, Cost(before, i, profile));
            }

            // A window that reaches the last row was not left behind.
            number += one.Windows.Skip(following).Count(w => w.Right >= one.Probation);
        }
    }

    private static double Gain(NabWindow window, int row, NabProfile profile) =>
        profile.TruePositive * Sigmoid(-(double)(window.Right - row + 1) / window.Width) / GainAtFirstRow;

    private static double Cost(NabWindow? before, int row, NabProfile profile)
    {
        // A window of one row is infinitely far behind at once.
        double y = before is NabWindow window ? (row - window.Right) / (window.Width - 1.0) : double.PositiveInfinity;
        return profile.FalsePositive * (y > FarBehind ? -1 : Sigmoid(y));
    }

    /// <param name="Window">Its number among all; −1 outside.</param>
    /// <param name="Value">Gain inside, cost (below 0) outside.</param>
    private readonly record struct JudgedRow(int Window, double Value);
}
