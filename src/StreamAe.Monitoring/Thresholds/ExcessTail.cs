using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>
/// Streaming peaks over threshold (Siffer et al. 2017) in five numbers an entity: how many scores came, how many of them exceeded t, the 98 %
/// quantile of the calibrated scores, and mean and squares of the excesses, from which the generalised Pareto tail is fitted by moments:
/// ξ = ½(1 − m²/v), β = m(1 − ξ). The score exceeded with probability q is then z = t + β/ξ·((q·n/n_t)^−ξ − 1). It begins with the tail that
/// the model was calibrated with, counted as if so many scores had been seen, and forgets: what counts is the last tens of thousands of
/// scores. An anomalous score is not learned.
/// </summary>
/// <param name="memory">[<see cref="Floats"/>] of the entity's memory: [t][n][n_t][mean][variance].</param>
internal readonly ref struct ExcessTail(Span<float> memory)
{
    public const int Floats = 5;

    private const double StartQuantile = 0.98;

    // What calibration tells counts for at most so many scores, and what is live is forgotten so that no more count.
    private const float LargestStart = 4096;
    private const float LargestCount = 32768;
    private const double MinShape = 0.05;
    private const double MaxShape = 0.5;

    // Excesses of the calibrated tail have a variance for ξ < ½ only.
    private const double LargestStartShape = 0.45;

    private readonly Span<float> _memory = memory;

    private ref float Start => ref _memory[0];

    private ref float Count => ref _memory[1];

    private ref float Peaks => ref _memory[2];

    private ref float Mean => ref _memory[3];

    private ref float Variance => ref _memory[4];

    /// <summary>Forgets what was learned of another model's scores.</summary>
    public void Begin(ScoreCalibration calibration)
    {
        double start = calibration.ScoreAt(StartQuantile);

        // The excesses over a higher start have the same ξ and β + ξ·(the step up).
        double shape = Math.Min(calibration.Shape, LargestStartShape);
        double scale = calibration.Scale + (shape * (start - calibration.KnotScores[^1]));
        double mean = scale / (1 - shape);
        Start = (float)start;
        Count = Math.Min(calibration.Samples, LargestStart);
        Peaks = (float)(Count * (1 - StartQuantile));
        Mean = (float)mean;
        Variance = (float)(mean * mean / (1 - (2 * shape)));
    }

    /// <summary>The score that is exceeded with probability <paramref name="risk"/>.</summary>
    public readonly float ScoreAt(double risk)
    {
        double shape = Variance > 0 ? Math.Clamp(0.5 * (1 - (Mean * (double)Mean / Variance)), MinShape, MaxShape) : MinShape;
        double scale = Mean * (1 - shape);

        // Nothing above t at all: the tail begins there, and asks for more than a share of it.
        double ratio = Math.Min(1, risk * Count / Math.Max(Peaks, 1));
        return (float)(Start + (scale / shape * (Math.Pow(ratio, -shape) - 1)));
    }

    /// <summary>Learns a score that was not anomalous.</summary>
    public void Learn(float score)
    {
        if (Count >= LargestCount)
        {
            float kept = 1 - (1 / LargestCount);
            Count *= kept;
            Peaks *= kept;
        }

        Count++;
        float excess = score - Start;
        if (!(excess > 0))
        {
            return;
        }

        // Mean and variance as weighted over the peaks that still count.
        Peaks++;
        float rate = 1 / Math.Max(Peaks, 1);
        float step = excess - Mean;
        Mean += rate * step;
        Variance += rate * ((step * (excess - Mean)) - Variance);
    }
}
