using System.Runtime.Intrinsics;

namespace StreamAe.Monitoring.Features;

/// <summary>
/// Standardises encoded features: z = clip((x − μ)/σ, ±c), with μ and σ learned from an entity's training rows and kept with the model
/// that was trained on them. Immutable.
/// </summary>
public sealed class FeatureScaler
{
    /// <summary>Below this a standard deviation is rounding noise of a constant feature; it is taken as 1, so z counts source units.</summary>
    private const double MinDeviation = 1e-8;

    // A value this many central ranges away from the central 99.8 % is a wild one (1e38 from a broken sensor): it may not set the scale.
    private const double WildRanges = 100;
    private const double CentralTail = 0.001;

    // From this many values on, at least the smallest and the largest stay out of the central range: in a short history 0.1 % is no value
    // at all, and one broken reading would set the scale.
    private const int MinValuesToTrim = 10;

    private readonly float[] _means;
    private readonly float[] _deviations;
    private readonly float[] _inverses;

    public FeatureScaler(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations, float clip)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviations.Length, means.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        _means = means.ToArray();
        _deviations = deviations.ToArray();
        _inverses = Array.ConvertAll(_deviations, d => 1 / d);
        Clip = clip;
    }

    /// <summary>σ of a sine over whole turns: what cyclic features are divided by, whatever part of the cycle was seen.</summary>
    private const float CycleDeviation = 0.70710678f;

    public int Count => _means.Length;

    /// <summary>[F] μ</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>[F] σ, never 0.</summary>
    public ReadOnlySpan<float> Deviations => _deviations;

    /// <summary>[F] 1/σ</summary>
    internal ReadOnlySpan<float> Inverses => _inverses;

    public float Clip { get; }

    /// <summary>
    /// Learns μ and σ per feature over the rows for which <paramref name="use"/> holds. Missing (NaN) and wild values take no part; a
    /// feature without any value gets μ = 0, σ = 1. Cyclic context keeps μ = 0 and the σ of whole turns.
    /// </summary>
    /// <param name="rows">[n × F]</param>
    public static FeatureScaler Fit(ReadOnlySpan<float> rows, FeatureEncoder encoder, ReadOnlySpan<bool> use, float clip)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        int features = encoder.Count;
        int n = use.Length;
        float[] means = new float[features];
        float[] deviations = new float[features];
        float[] column = new float[n];
        for (int f = 0; f < features; f++)
        {
            if (encoder.IsContext(f))
            {
                deviations[f] = CycleDeviation;
                continue;
            }

            int count = 0;
            for (int r = 0; r < n; r++)
            {
                float value = rows[(r * features) + f];
                if (use[r] && !float.IsNaN(value))
                {
                    column[count++] = value;
                }
            }

            (means[f], deviations[f]) = Moments(column.AsSpan(0, count));
        }

        return new FeatureScaler(means, deviations, clip);
    }

    /// <summary>Scales [F] encoded features; a missing one becomes 0, the training mean, and is for the caller to mark.</summary>
    public void Scale(ReadOnlySpan<float> encoded, Span<float> row) => Scale(encoded, _means, _inverses, Clip, row);

    /// <summary>The same from its parts, for callers that keep them elsewhere.</summary>
    internal static void Scale(ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, float clip, Span<float> row)
    {
        encoded = encoded[..means.Length];
        inverses = inverses[..means.Length];
        row = row[..means.Length];
        int f = 0;
        for (; f + Vector128<float>.Count <= means.Length; f += Vector128<float>.Count)
        {
            Vector128<float> z = (Vector128.Create(encoded[f..]) - Vector128.Create(means[f..])) * Vector128.Create(inverses[f..]);
            Vector128<float> clipped = Vector128.Max(Vector128.Create(-clip), Vector128.Min(Vector128.Create(clip), z));
            Vector128.ConditionalSelect(Vector128.Equals(z, z), clipped, Vector128<float>.Zero).CopyTo(row[f..]);
        }

        for (; f < means.Length; f++)
        {
            float z = (encoded[f] - means[f]) * inverses[f];
            row[f] = float.IsNaN(z) ? 0 : Math.Clamp(z, -clip, clip);
        }
    }

    /// <summary>From scaled back to source units of the encoded features.</summary>
    public void Unscale(ReadOnlySpan<float> row, Span<float> encoded)
    {
        for (int f = 0; f < _means.Length; f++)
        {
            encoded[f] = _means[f] + (row[f] * _deviations[f]);
        }
    }

    private static (float Mean, float Deviation) Moments(Span<float> values)
    {
        if (values.IsEmpty)
        {
            return (0, 1);
        }

        values.Sort();
        int tail = Math.Max((int)(values.Length * CentralTail), values.Length < MinValuesToTrim ? 0 : 1);
        double low = values[tail], high = values[values.Length - 1 - tail];
        double reach = WildRanges * Math.Max(high - low, 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)));
        double mean = 0, squares = 0;
        int count = 0;

        // Welford (1962): no cancellation where the mean is large beside the deviation.
        foreach (float value in values)
        {
            if (reach > 0 && (value < low - reach || value > high + reach))
            {
                continue;
            }

            count++;
            double step = value - mean;
            mean += step / count;
            squares += step * (value - mean);
        }

        double deviation = Math.Sqrt(squares / count);
        return ((float)mean, deviation < MinDeviation || !float.IsFinite((float)deviation) ? 1 : (float)deviation);
    }
}
