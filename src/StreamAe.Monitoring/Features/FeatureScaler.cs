using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Features;

/// <summary>
/// Brings encoded features to one scale: z = clip((x − μ)/σ, ±c), with μ and σ learned from an entity's training rows (mean and standard
/// deviation, or smallest value and range) and kept with the model that was trained on them. Immutable.
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
    private readonly float[] _differenceDeviations;
    private readonly float[] _differenceInverses;

    /// <param name="differences">[R] σ of the changes from row to row of the first R features; empty where rows hold none.</param>
    /// <param name="isAsinh">z = clip(asinh((x − μ)/σ), ±c) instead.</param>
    public FeatureScaler(
        ReadOnlySpan<float> means, ReadOnlySpan<float> deviations, float clip, ReadOnlySpan<float> differences = default, bool isAsinh = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviations.Length, means.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(differences.Length, means.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        _means = means.ToArray();
        _differenceDeviations = differences.ToArray();
        _differenceInverses = Array.ConvertAll(_differenceDeviations, d => 1 / d);
        _deviations = deviations.ToArray();
        _inverses = Array.ConvertAll(_deviations, d => 1 / d);
        Clip = clip;
        IsAsinh = isAsinh;
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

    /// <summary>[R] σ of the changes from row to row, never 0; empty where rows hold none.</summary>
    public ReadOnlySpan<float> DifferenceDeviations => _differenceDeviations;

    /// <summary>[R] 1/σ</summary>
    internal ReadOnlySpan<float> DifferenceInverses => _differenceInverses;

    public float Clip { get; }

    /// <summary>Scaled values are the inverse hyperbolic sines of standardised ones.</summary>
    public bool IsAsinh { get; }

    /// <summary>
    /// Learns μ and σ per feature over the rows for which <paramref name="use"/> holds. Missing (NaN) and wild values take no part; a
    /// feature without any value gets μ = 0, σ = 1. Cyclic features have the scale of whole turns, and a category that is context stays 0
    /// and 1, whatever part of them was seen.
    /// </summary>
    /// <param name="rows">[n × F]</param>
    public static FeatureScaler Fit(ReadOnlySpan<float> rows, FeatureEncoder encoder, ReadOnlySpan<bool> use, float clip, InputScale scale)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        int features = encoder.Count;
        int n = use.Length;
        float[] means = new float[features];
        float[] deviations = new float[features];
        float[] column = new float[n];
        for (int f = 0; f < features; f++)
        {
            if (encoder.IsCyclic(f))
            {
                // The circle's smallest value is −1 and its range 2.
                (means[f], deviations[f]) = scale == InputScale.MinMax && !encoder.IsContext(f) ? (-1, 2) : (0, CycleDeviation);
                continue;
            }

            if (encoder.IsContext(f) && encoder.IsOneHot(f))
            {
                deviations[f] = 1;
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

            (means[f], deviations[f]) = Measure(column.AsSpan(0, count), scale);
        }

        return new FeatureScaler(means, deviations, clip, isAsinh: scale == InputScale.Asinh);
    }

    /// <summary>
    /// The same scaler, with the spread of the changes from row to row; those of a constant feature count in source units. A change next to a
    /// row that may not be used takes no part.
    /// </summary>
    /// <param name="segments">Consecutive rows of one entity each.</param>
    /// <param name="reconstructed">R: changes are taken of the first so many features.</param>
    internal FeatureScaler WithDifferences(IEnumerable<(float[] Rows, bool[] Use)> segments, int reconstructed)
    {
        int features = Count;
        var columns = new List<float>[reconstructed];
        for (int f = 0; f < reconstructed; f++)
        {
            columns[f] = [];
        }

        foreach ((float[] rows, bool[] use) in segments)
        {
            for (int r = 1; r < use.Length; r++)
            {
                for (int f = 0; use[r] && use[r - 1] && f < reconstructed; f++)
                {
                    float change = rows[(r * features) + f] - rows[((r - 1) * features) + f];
                    if (float.IsFinite(change))
                    {
                        columns[f].Add(change);
                    }
                }
            }
        }

        float[] deviations = Array.ConvertAll(columns, c => Measure(CollectionsMarshal.AsSpan(c), InputScale.Standard).Deviation);
        return new FeatureScaler(_means, _deviations, Clip, deviations, IsAsinh);
    }

    /// <summary>Scales the changes of the first features from one row to the next: clip((x − x before)/σ, ±c).</summary>
    /// <param name="newest">[R] encoded, NaN where missing.</param>
    /// <param name="before">[R] the row before; empty where there is none, and then nothing has changed.</param>
    /// <param name="missing">Written where either is missing.</param>
    /// <param name="row">[R] written.</param>
    internal static void ScaleDifferences(
        ReadOnlySpan<float> newest, ReadOnlySpan<float> before, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        row = row[..inverses.Length];
        if (before.IsEmpty)
        {
            row.Fill(missing);
            return;
        }

        newest = newest[..row.Length];
        before = before[..row.Length];
        int f = 0;
        for (; f + Vector128<float>.Count <= row.Length; f += Vector128<float>.Count)
        {
            Vector128<float> z = (Vector128.Create(newest[f..]) - Vector128.Create(before[f..])) * Vector128.Create(inverses[f..]);
            Vector128<float> clipped = Vector128.MaxNative(Vector128.Create(-clip), Vector128.MinNative(Vector128.Create(clip), z));
            Vector128.ConditionalSelect(Vector128.Equals(z, z), clipped + Vector128<float>.Zero, Vector128.Create(missing)).CopyTo(row[f..]);
        }

        for (; f < row.Length; f++)
        {
            float z = (newest[f] - before[f]) * inverses[f];
            row[f] = float.IsNaN(z) ? missing : Math.Clamp(z, -clip, clip) + 0f;
        }
    }

    /// <summary>Scales encoded features from <paramref name="first"/> on.</summary>
    /// <param name="encoded">[n], NaN where missing.</param>
    /// <param name="missing">Written where missing: 0, which stands for the mean or the smallest value, or <see cref="Unobserved.Mark"/>.</param>
    /// <param name="row">[n] written; never the mark where a value was.</param>
    public void Scale(ReadOnlySpan<float> encoded, int first, float missing, Span<float> row)
    {
        if (IsAsinh)
        {
            ScaleAsinh(encoded, _means.AsSpan(first), _inverses.AsSpan(first), Clip, missing, row);
        }
        else
        {
            Scale(encoded, _means.AsSpan(first), _inverses.AsSpan(first), Clip, missing, row);
        }
    }

    /// <summary>The same from its parts, for callers that keep them elsewhere.</summary>
    internal static void Scale(
        ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        means = means[..encoded.Length];
        inverses = inverses[..encoded.Length];
        row = row[..encoded.Length];
        ref float first = ref MemoryMarshal.GetReference(encoded);
        ref float mean = ref MemoryMarshal.GetReference(means);
        ref float inverse = ref MemoryMarshal.GetReference(inverses);
        ref float target = ref MemoryMarshal.GetReference(row);
        int f = 0;

        // Adding 0 makes a scaled −0 a 0. What the native minimum makes of a NaN does not matter: it gives way.
        for (; f + Vector256<float>.Count <= encoded.Length; f += Vector256<float>.Count)
        {
            Vector256<float> z = (Vector256.LoadUnsafe(ref first, (nuint)f) - Vector256.LoadUnsafe(ref mean, (nuint)f))
                * Vector256.LoadUnsafe(ref inverse, (nuint)f);
            Vector256<float> clipped = Vector256.MaxNative(Vector256.Create(-clip), Vector256.MinNative(Vector256.Create(clip), z));
            Vector256.ConditionalSelect(Vector256.Equals(z, z), clipped + Vector256<float>.Zero, Vector256.Create(missing))
                .StoreUnsafe(ref target, (nuint)f);
        }

        for (; f + Vector128<float>.Count <= encoded.Length; f += Vector128<float>.Count)
        {
            Vector128<float> z = (Vector128.LoadUnsafe(ref first, (nuint)f) - Vector128.LoadUnsafe(ref mean, (nuint)f))
                * Vector128.LoadUnsafe(ref inverse, (nuint)f);
            Vector128<float> clipped = Vector128.MaxNative(Vector128.Create(-clip), Vector128.MinNative(Vector128.Create(clip), z));
            Vector128.ConditionalSelect(Vector128.Equals(z, z), clipped + Vector128<float>.Zero, Vector128.Create(missing))
                .StoreUnsafe(ref target, (nuint)f);
        }

        for (; f < encoded.Length; f++)
        {
            float z = (encoded[f] - means[f]) * inverses[f];
            row[f] = float.IsNaN(z) ? missing : Math.Clamp(z, -clip, clip) + 0f;
        }
    }

    /// <summary>The same with the inverse hyperbolic sine.</summary>
    internal static void ScaleAsinh(
        ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        for (int f = 0; f < encoded.Length; f++)
        {
            // In double: a value far out times an inverse may pass the largest float.
            double z = Math.Asinh((encoded[f] - (double)means[f]) * inverses[f]);
            row[f] = double.IsNaN(z) ? missing : (float)Math.Clamp(z, -clip, clip) + 0f;
        }
    }

    /// <summary>A value of feature <paramref name="f"/> on its scale, not clipped.</summary>
    internal float ScaledOf(int f, float encoded)
    {
        float z = (encoded - _means[f]) / _deviations[f];
        return IsAsinh ? (float)Math.Asinh(z) : z;
    }

    /// <summary>From scaled back to source units of the first encoded features.</summary>
    public void Unscale(ReadOnlySpan<float> row, Span<float> encoded)
    {
        for (int f = 0; f < row.Length; f++)
        {
            encoded[f] = UnscaledOf(f, row[f]);
        }
    }

    /// <summary>A scaled value of feature <paramref name="f"/> in source units. No row is scaled beyond the clip, and with asinh none comes
    /// back from beyond it.</summary>
    internal float UnscaledOf(int f, float scaled) =>
        IsAsinh ? (float)(_means[f] + (Math.Sinh(Math.Clamp(scaled, -Clip, Clip)) * _deviations[f])) : _means[f] + (scaled * _deviations[f]);

    private static (float Mean, float Deviation) Measure(Span<float> values, InputScale scale)
    {
        if (values.IsEmpty)
        {
            return (0, 1);
        }

        values.Sort();
        if (scale == InputScale.Asinh)
        {
            return MeasureRobustly(values);
        }

        int tail = Math.Max((int)(values.Length * CentralTail), values.Length < MinValuesToTrim ? 0 : 1);
        double low = values[tail], high = values[values.Length - 1 - tail];
        double reach = WildRanges * Math.Max(high - low, 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)));
        double mean = 0, squares = 0;
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
        int count = 0;

        // Welford (1962): no cancellation where the mean is large beside the deviation.
        foreach (float value in values)
        {
            if (reach > 0 && (value < low - reach || value > high + reach))
            {
                continue;
            }

            count++;
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
            double step = value - mean;
            mean += step / count;
            squares += step * (value - mean);
        }

        (mean, double deviation) = scale == InputScale.MinMax ? (smallest, largest - smallest) : (mean, Math.Sqrt(squares / count));
        return ((float)mean, deviation < MinDeviation || !float.IsFinite((float)deviation) ? 1 : (float)deviation);
    }

    /// <summary>
    /// The median, and the largest of the spread of the middle half (÷ 1.349, a standard deviation where values are normal), a quarter of the
    /// standard deviation of the values brought within their central 98 %, and a thousandth of the median: a series that mostly stands still
    /// has a scale too.
    /// </summary>
    private static (float Centre, float Spread) MeasureRobustly(ReadOnlySpan<float> sorted)
    {
        const double NormalQuartiles = 1.349, DeviationShare = 0.25, CentreShare = 1e-3, Least = 1e-9;
        int last = sorted.Length - 1;
        double centre = sorted[sorted.Length / 2];
        double middleHalf = sorted[(int)(0.75 * last)] - (double)sorted[(int)(0.25 * last)];
        double low = sorted[(int)(0.01 * last)], high = sorted[(int)(0.99 * last)];
        double mean = 0, squares = 0;
        int count = 0;
        foreach (float value in sorted)
        {
            double kept = Math.Clamp(value, low, high);
            count++;
            double step = kept - mean;
            mean += step / count;
            squares += step * (kept - mean);
        }

        double spread = Math.Max(
            Math.Max(middleHalf / NormalQuartiles, DeviationShare * Math.Sqrt(squares / count)), Math.Max(CentreShare * Math.Abs(centre), Least));
        return ((float)centre, float.IsFinite((float)spread) ? (float)spread : 1);
    }
}
