using System.Buffers;

namespace StreamAe.Numerics.Metrics;

/// <summary>
/// Volume under the range-aware precision-recall surface (Paparrizos, Boniol, Palpanas, Tsay, Elmore, Franklin 2022, "Volume Under
/// the Surface: A New Accuracy Evaluation Measure for Time-Series Anomaly Detection", PVLDB 15(11)): the mean, over a ladder of
/// window lengths, of the area under a precision-recall curve whose labels are widened by that window, so that a score which rises
/// a few rows early or late is not punished as one that is simply wrong. No point adjustment.
/// <para>
/// For a window of w rows and h = ⌊w/2⌋, the soft label of row t is ℓ(t) = 1 inside an anomalous segment, else
/// min(1, Σ over segments at a distance q ≤ h rows of √(1 − q/w)): from 1 at the edge to √½ at the end of the window.
/// With the thresholds θ₁ &gt; θ₂ &gt; … , and "predicted" meaning score ≥ θₖ:
/// </para>
/// <code>
/// TPₖ = Σ ℓ(t) over predicted rows             precisionₖ = TPₖ / number of predicted rows
/// Eₖ  = share of widened segments (runs of ℓ &gt; 0) that contain a predicted row
/// Rₖ  = min(1, TPₖ / P) · Eₖ                   P = number of rows labelled 1
/// area(w) = Σₖ (Rₖ − Rₖ₋₁)·precisionₖ, R₀ = 0    VUS-PR = mean of area(w), w = 0, …, maxWindow in equal steps
/// </code>
/// <para>
/// Choices. P counts the original labels and the area is summed by steps, as in <see cref="AveragePrecision"/>; the authors' code
/// divides by the mean of P and Σℓ and joins points by straight lines from (0, 1), which rewards a first threshold
/// that takes in many tied rows. Up to <c>thresholds</c> distinct scores are used as thresholds, at equal steps of their rank, the
/// highest and the lowest among them (the authors' code: 250 row ranks). Published figures come from a few hundred thresholds, so
/// 200 is the default; all of them give more where anomalies are few among many rows (mean z² on eight servers of 23,700
/// rows: .456 with 200, .471 with all; on sets of 2,000 to 9,000 rows at most .003 more). Compare only equal settings.
/// With <c>maxWindow</c> 0, one segment and all thresholds the value is <see cref="AveragePrecision"/>.
/// </para>
/// Cost: O(n log n + windows·(n + thresholds + segments·maxWindow)), three buffers of n from the pool.
/// </summary>
public static class VusPr
{
    /// <summary>Rows of the widest window unless told otherwise.</summary>
    public const int DefaultMaxWindow = 100;

    /// <summary>Window lengths unless told otherwise: 0, 10, …, 100 with the default widest window.</summary>
    public const int DefaultWindows = 11;

    /// <summary>Thresholds unless told otherwise.</summary>
    public const int DefaultThresholds = 200;

    /// <summary>VUS-PR, summed in double precision.</summary>
    /// <param name="scores">[n] anomaly scores in time order, higher is more anomalous; ±∞ are allowed.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <param name="maxWindow">Widest window in rows, ≥ 0; labels are widened by half of it on either side. Larger forgives more.</param>
    /// <param name="windows">Number of window lengths from 0 to <paramref name="maxWindow"/>, ≥ 1; 1 takes the widest alone.</param>
    /// <param name="thresholds">Most distinct scores to use as thresholds, ≥ 2; <see cref="int.MaxValue"/> uses all of them.</param>
    /// <returns>A value in [0, 1], or null without an anomalous or without a normal row.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, a label not 0 or 1, or a setting out of its range.</exception>
    public static double? Compute(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<byte> labels,
        int maxWindow = DefaultMaxWindow,
        int windows = DefaultWindows,
        int thresholds = DefaultThresholds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxWindow);
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(thresholds, 2);
        int n = scores.Length;
        int positives = LabelledScores.CountPositives(scores, labels);
        if (positives == 0 || positives == n)
        {
            return null;
        }

        int[] stepBuffer = ArrayPool<int>.Shared.Rent(n);
        double[] softBuffer = ArrayPool<double>.Shared.Rent(n);
        Span<int> steps = stepBuffer.AsSpan(0, n);
        Span<double> soft = softBuffer.AsSpan(0, n);
        int[] predicted = AssignSteps(scores, steps, thresholds);
        double[] gains = new double[predicted.Length];
        int[] found = new int[predicted.Length];
        List<(int Start, int End)> segments = AnomalousSegments.Find(labels);

        double volume = 0;
        for (int i = 0; i < windows; i++)
        {
            int window = windows == 1 ? maxWindow : (int)((long)maxWindow * i / (windows - 1));
            Widen(segments, window, soft);
            int widened = Collect(soft, steps, gains, found);
            volume += Area(gains, found, predicted, positives, widened);
        }

        ArrayPool<int>.Shared.Return(stepBuffer);
        ArrayPool<double>.Shared.Return(softBuffer);
        return volume / windows;
    }

    /// <summary>
    /// Writes for each row the first threshold that predicts it; row t is predicted at threshold k exactly if steps[t] ≤ k.
    /// </summary>
    /// <returns>Number of predicted rows at each threshold; the last one predicts all.</returns>
    private static int[] AssignSteps(ReadOnlySpan<float> scores, Span<int> steps, int thresholds)
    {
        int n = scores.Length;
        float[] sortedBuffer = ArrayPool<float>.Shared.Rent(n);
        int[] rowBuffer = ArrayPool<int>.Shared.Rent(n);
        Span<float> sorted = sortedBuffer.AsSpan(0, n);
        Span<int> rows = rowBuffer.AsSpan(0, n);
        scores.CopyTo(sorted);
        int distinct = 1;
        for (int i = 0; i < n; i++)
        {
            rows[i] = i;
        }

        sorted.Sort(rows);
        for (int i = 1; i < n; i++)
        {
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        }

        // Rank 0 is the highest distinct score; threshold k sits at rank ⌊k·(distinct − 1)/(count − 1)⌋.
        int count = Math.Min(thresholds, distinct);
        int[] predicted = new int[count];
        int step = 0;
        int rank = 0;
        int stepRank = 0;
        for (int i = n - 1; i >= 0; i--)
        {
            if (i < n - 1 && sorted[i] != sorted[i + 1])
            {
                rank++;
                if (rank > stepRank)
                {
                    step++;
                    stepRank = (int)((long)step * (distinct - 1) / (count - 1));
                }
            }

            steps[rows[i]] = step;
            predicted[step] = n - i;
        }

        ArrayPool<float>.Shared.Return(sortedBuffer);
        ArrayPool<int>.Shared.Return(rowBuffer);
        return predicted;
    }

    private static void Widen(List<(int Start, int End)> segments, int window, Span<double> soft)
    {
        soft.Clear();
        int half = window / 2;
        foreach ((int start, int end) in segments)
        {
            for (int q = 1; q <= half; q++)
            {
                double slope = Math.Sqrt(1 - ((double)q / window));
                if (start - q >= 0)
                {
                    soft[start - q] += slope;
                }

                if (end - 1 + q < soft.Length)
                {
                    soft[end - 1 + q] += slope;
                }
            }
        }

        foreach ((int start, int end) in segments)
        {
            soft[start..end].Fill(1);
        }
    }

    /// <summary>
    /// Sums soft labels by the threshold that first predicts their row, and counts widened segments by the one that first finds them.
    /// </summary>
    /// <returns>Number of widened segments.</returns>
    private static int Collect(ReadOnlySpan<double> soft, ReadOnlySpan<int> steps, Span<double> gains, Span<int> found)
    {
        gains.Clear();
        found.Clear();
        int widened = 0;
        int earliest = int.MaxValue;
        for (int t = 0; t < soft.Length; t++)
        {
            if (soft[t] > 0)
            {
                gains[steps[t]] += Math.Min(1, soft[t]);
                earliest = Math.Min(earliest, steps[t]);
            }
            else if (earliest != int.MaxValue)
            {
                found[earliest]++;
                widened++;
                earliest = int.MaxValue;
            }
        }

        if (earliest != int.MaxValue)
        {
            found[earliest]++;
            widened++;
        }

        return widened;
    }

    private static double Area(ReadOnlySpan<double> gains, ReadOnlySpan<int> found, ReadOnlySpan<int> predicted, int positives, int widened)
    {
        double area = 0;
        double truePositives = 0;
        double previousRecall = 0;
        int foundSoFar = 0;
        for (int k = 0; k < predicted.Length; k++)
        {
            truePositives += gains[k];
            foundSoFar += found[k];
            double recall = Math.Min(1, truePositives / positives) * foundSoFar / widened;
            area += (recall - previousRecall) * truePositives / predicted[k];
            previousRecall = recall;
        }

        return area;
    }
}
