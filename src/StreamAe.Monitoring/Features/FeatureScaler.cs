using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features.Scaling;

namespace StreamAe.Monitoring.Features;

/// <summary>
/// Brings encoded features to one scale: z = clip((x − μ)/σ, ±c), or clip(asinh((x − μ)/σ), ±c), with μ and σ learned from an entity's training
/// rows (see <see cref="ScaleFit"/>) and kept with the model that was trained on them. Immutable.
/// </summary>
public sealed class FeatureScaler
{
    private readonly float[] _means;
    private readonly float[] _deviations;
    private readonly float[] _inverses;
    private readonly float[] _differenceDeviations;
    private readonly float[] _differenceInverses;
    private readonly bool[] _asinh;

    /// <param name="differences">[R] σ of the changes from row to row of the first R features; empty where rows hold none.</param>
    /// <param name="asinh">[F] z = clip(asinh((x − μ)/σ), ±c) for those; empty where for none.</param>
    public FeatureScaler(
        ReadOnlySpan<float> means, ReadOnlySpan<float> deviations, float clip, ReadOnlySpan<float> differences = default, ReadOnlySpan<bool> asinh = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviations.Length, means.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(differences.Length, means.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        if (!asinh.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(asinh.Length, means.Length);
        }

        _means = means.ToArray();
        _differenceDeviations = differences.ToArray();
        _differenceInverses = Array.ConvertAll(_differenceDeviations, d => 1 / d);
        _deviations = deviations.ToArray();
        _inverses = Array.ConvertAll(_deviations, d => 1 / d);
        Clip = clip;
        _asinh = asinh.Contains(true) ? asinh.ToArray() : [];
        IsAsinh = _asinh.Length > 0 && !asinh.Contains(false);
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

    /// <summary>[F] features whose scaled values are the inverse hyperbolic sines of standardised ones; empty where none are.</summary>
    public ReadOnlySpan<bool> Asinh => _asinh;

    /// <summary>All of them are.</summary>
    public bool IsAsinh { get; }

    /// <summary>
    /// Learns μ and σ per feature over the rows for which <paramref name="use"/> holds. Missing (NaN) and wild values take no part; a
    /// feature without any value gets μ = 0, σ = 1. Cyclic features have the scale of whole turns, and a category that is context stays 0
    /// and 1, whatever part of them was seen.
    /// </summary>
    /// <param name="rows">[n × F]</param>
    /// <param name="scale">Of the features that name none of their own.</param>
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

            (means[f], deviations[f]) = ScaleFit.Of(column.AsSpan(0, count), encoder.ScaleOf(f, scale));
        }

        return new FeatureScaler(means, deviations, clip, asinh: encoder.AsinhUnder(scale));
    }

    /// <summary>
    /// The same scaler, with the spread of the changes from row to row; those of a constant feature count in source units. A change next to a
    /// row that may not be used takes no part.
    /// </summary>
    /// <param name="segments">Consecutive rows of one entity each.</param>
    /// <param name="reconstructed">R: changes are taken of the first so many features.</param>
    /// <param name="robust">[≥ R] of whose changes the spread is a robust one too; empty for none.</param>
    internal FeatureScaler WithDifferences(IEnumerable<(float[] Rows, bool[] Use)> segments, int reconstructed, ReadOnlySpan<bool> robust = default)
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

        float[] deviations = new float[reconstructed];
        for (int f = 0; f < reconstructed; f++)
        {
            InputScale scale = !robust.IsEmpty && robust[f] ? InputScale.Robust : InputScale.Standard;
            deviations[f] = ScaleFit.Of(CollectionsMarshal.AsSpan(columns[f]), scale).Spread;
        }

        return new FeatureScaler(_means, _deviations, Clip, deviations, _asinh);
    }

    /// <summary>Scales encoded features from <paramref name="first"/> on.</summary>
    /// <param name="encoded">[n], NaN where missing.</param>
    /// <param name="missing">Written where missing: 0, which stands for the mean or the smallest value, or <see cref="Unobserved.Mark"/>.</param>
    /// <param name="row">[n] written; never the mark where a value was.</param>
    public void Scale(ReadOnlySpan<float> encoded, int first, float missing, Span<float> row)
    {
        ReadOnlySpan<float> means = _means.AsSpan(first), inverses = _inverses.AsSpan(first);
        if (IsAsinh)
        {
            ScalingKernel.ScaleAsinh(encoded, means, inverses, Clip, missing, row);
            return;
        }

        ScalingKernel.Scale(encoded, means, inverses, Clip, missing, row);
        if (_asinh.Length > 0)
        {
            ScalingKernel.ScaleAsinh(encoded, means, inverses, _asinh.AsSpan(first), Clip, missing, row);
        }
    }

    /// <summary>A value of feature <paramref name="f"/> on its scale, not clipped.</summary>
    internal float ScaledOf(int f, float encoded)
    {
        float z = (encoded - _means[f]) / _deviations[f];
        return IsAsinhOf(f) ? (float)Math.Asinh(z) : z;
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
        IsAsinhOf(f) ? (float)(_means[f] + (Math.Sinh(Math.Clamp(scaled, -Clip, Clip)) * _deviations[f])) : _means[f] + (scaled * _deviations[f]);

    private bool IsAsinhOf(int f) => _asinh.Length > 0 && _asinh[f];
}
