using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// The distribution of one model's scores, at the level of rows it was not fitted on, and from it how improbable a score is: empirical in the body,
/// a generalised Pareto tail over the 90 % quantile (peaks over threshold; Pickands 1975), fitted by moments:
/// ξ = ½(1 − m²/v), β = m(1 − ξ) for excesses of mean m and variance v. Surprise = −log₁₀ P(S &gt; s), strictly rising in s.
/// The tail assumes independent scores; neighbouring rows of a stream are not, so realised alarm rates are to be watched.
/// </summary>
public sealed class ScoreCalibration
{
    /// <summary>Points of the body, evenly spaced in probability from 0 to <see cref="TailShare"/>.</summary>
    public const int Knots = 33;

    /// <summary>Share of the scores that make the tail.</summary>
    private const double TailShare = 0.1;

    // ξ's range: at least a touch above 0, so that no score has probability 0 and surprise grows with the logarithm of the score;
    // at most ½, where the variance that the fit uses still exists.
    private const double MinShape = 0.05;
    private const double MaxShape = 0.5;

    // A tail narrower than 1 % of where it starts is an accident of few or equal scores.
    private const double MinScaleShare = 0.01;
    private const double MinScale = 1e-9;

    private readonly float[] _knots;
    private readonly float _scale;
    private readonly float _shape;
    private readonly float _bodyTop;
    private float _deviation = float.NaN;

    /// <param name="knots">[<see cref="Knots"/>] scores at survival 1 … TailShare, rising.</param>
    /// <param name="scale">β &gt; 0</param>
    /// <param name="shape">ξ in [0.05, 0.5]</param>
    /// <param name="samples">Scores it was made of.</param>
    public ScoreCalibration(ReadOnlySpan<float> knots, float scale, float shape, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(knots.Length, Knots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        _knots = knots.ToArray();
        _scale = scale;
        _shape = shape;
        _bodyTop = _knots[^1];
        Samples = samples;
    }

    public int Samples { get; }

    public ReadOnlySpan<float> KnotScores => _knots;

    /// <summary>Half of the scores are above, half below.</summary>
    public float Median => ScoreAt(0.5);

    /// <summary>Half of the scores are nearer to the median than this; never 0.</summary>
    public float MedianAbsoluteDeviation
    {
        get
        {
            if (float.IsNaN(_deviation))
            {
                _deviation = FindDeviation();
            }

            return _deviation;
        }
    }

    public float Scale => _scale;

    public float Shape => _shape;

    /// <param name="scores">Scores, any order; at least one, finite.</param>
    public static ScoreCalibration Fit(ReadOnlySpan<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length);
        float[] sorted = scores.ToArray();
        Array.Sort(sorted);
        if (!float.IsFinite(sorted[0]) || !float.IsFinite(sorted[^1]))
        {
            throw new ArgumentException("Calibration scores must be finite.", nameof(scores));
        }

        float[] knots = new float[Knots];
        for (int k = 0; k < Knots; k++)
        {
            knots[k] = Quantile(sorted, k * (1 - TailShare) / (Knots - 1));
        }

        double start = knots[^1];
        double mean = 0, squares = 0;
        int count = 0;
        foreach (float score in sorted)
        {
            if (score > start)
            {
                count++;
                double step = score - start - mean;
                mean += step / count;
                squares += step * (score - start - mean);
            }
        }

        double variance = count > 1 ? squares / (count - 1) : 0;
        double shape = variance > 0 ? Math.Clamp(0.5 * (1 - (mean * mean / variance)), MinShape, MaxShape) : MinShape;
        double scale = Math.Max(mean * (1 - shape), (MinScaleShare * Math.Abs(start)) + MinScale);
        return new ScoreCalibration(knots, (float)scale, (float)shape, sorted.Length);
    }

    /// <summary>The score that a share of 1 − <paramref name="quantile"/> exceeds; quantile in (0, 1).</summary>
    public float ScoreAt(double quantile)
    {
        double survival = 1 - quantile;
        if (survival < TailShare)
        {
            return (float)(_bodyTop + (_scale / _shape * (Math.Pow(survival / TailShare, -_shape) - 1)));
        }

        int low = Math.Min((int)(quantile / (1 - TailShare) * (Knots - 1)), Knots - 2);
        double part = (-Math.Log10(survival) - KnotSurprises[low]) / (KnotSurprises[low + 1] - (double)KnotSurprises[low]);
        return (float)(_knots[low] + (part * (_knots[low + 1] - (double)_knots[low])));
    }

    /// <summary>−log₁₀ P(S &gt; score): 0 for the smallest scores seen, 1 where one in ten is larger, 3 for one in a thousand.</summary>
    public float Surprise(float score) => Surprise(score, _knots, _scale, _shape);

    /// <summary>The same from its parts, for callers that keep them elsewhere.</summary>
    internal static float Surprise(float score, ReadOnlySpan<float> knots, float scale, float shape)
    {
        float bodyTop = knots[Knots - 1];
        if (score > bodyTop)
        {
            // ln(1 + ξx/β)/ξ nats beyond the tail's start, which lies at −log₁₀ TailShare = 1.
            return 1 + (MathF.Log(1 + (shape * (score - bodyTop) / scale)) / (shape * Ln10));
        }

        if (!(score > knots[0]))
        {
            return 0;
        }

        // Of the knots but the last, those below the score: never none, so the score lies in the interval the last of them begins.
        ref float first = ref MemoryMarshal.GetReference(knots);
        Vector256<float> scores = Vector256.Create(score);
        int below = 0;
        for (int k = 0; k < Knots - 1; k += Vector256<float>.Count)
        {
            below += BitOperations.PopCount(Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)k), scores).ExtractMostSignificantBits());
        }

        int low = below - 1;
        float part = (score - knots[low]) / (knots[low + 1] - knots[low]);
        ReadOnlySpan<float> surprises = KnotSurprises;
        return surprises[low] + (part * (surprises[low + 1] - surprises[low]));
    }

    private float FindDeviation()
    {
        double median = Median;
        double low = 0, high = Math.Max(median - _knots[0], _bodyTop - median);
        const int Halvings = 40;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            double outside = SurvivalOf(median + middle) + (1 - SurvivalOf(median - middle));
            (low, high) = outside > 0.5 ? (middle, high) : (low, middle);
        }

        return (float)Math.Max(high, (MinScaleShare * Math.Abs(median)) + MinScale);
    }

    private double SurvivalOf(double score) => Math.Pow(10, -Surprise((float)score));

    private const float Ln10 = 2.30258509f;

    // −log₁₀ of the share of scores above each knot; between two knots surprise is a straight line in the score.
    private static readonly float[] KnotSurprises =
        [.. Enumerable.Range(0, Knots).Select(k => (float)-Math.Log10(1 - (k * (1 - TailShare) / (Knots - 1))))];

    /// <summary>Linear between order statistics.</summary>
    private static float Quantile(float[] sorted, double probability)
    {
        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 >= sorted.Length
            ? sorted[^1]
            : (float)(sorted[below] + ((position - below) * (sorted[below + 1] - (double)sorted[below])));
    }
}
