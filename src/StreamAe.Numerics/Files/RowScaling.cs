namespace StreamAe.Numerics.Files;

/// <summary>z_d = (x_d − offset_d) / scale_d, fitted on training rows and kept with the model. NaN (missing) stays NaN.</summary>
/// <param name="Kind">What offsets and scales are.</param>
/// <param name="Offsets">[D] in the units of the data.</param>
/// <param name="Scales">[D] in the units of the data, above 0; 1 for a feature that does not change.</param>
public sealed record RowScaling(ScalingKind Kind, float[] Offsets, float[] Scales)
{
    /// <summary>
    /// A feature that spreads less than this share of its own size is constant: single precision tells apart no more than 6e-8 of it.
    /// </summary>
    private const double SmallestRelativeSpread = 1e-6;

    public int Features => Offsets.Length;

    /// <param name="rows">[N × <paramref name="features"/>] raw; NaN is passed over.</param>
    /// <param name="constant">Indices of features with one value only, or none: nothing can be learnt of them.</param>
    public static RowScaling Fit(ScalingKind kind, IReadOnlyList<float[]> rows, int features, out int[] constant)
    {
        ArgumentNullException.ThrowIfNull(rows);
        float[] offsets = new float[features];
        float[] scales = new float[features];
        List<int> unchanging = [];
        (double sharedLow, double sharedHigh) = kind == ScalingKind.SharedMinMax ? Extremes(rows) : (0, 1);
        for (int d = 0; d < features; d++)
        {
            double sum = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
            int count = 0;
            foreach (float[] row in rows)
            {
                if (!float.IsNaN(row[d]))
                {
                    sum += row[d];
                    low = Math.Min(low, row[d]);
                    high = Math.Max(high, row[d]);
                    count++;
                }
            }

            bool isConstant = count == 0 || high - low <= SmallestRelativeSpread * Math.Max(Math.Abs(low), Math.Abs(high));
            if (isConstant)
            {
                unchanging.Add(d);
            }

            (double offset, double scale) = kind switch
            {
                ScalingKind.Standard when count > 0 => (sum / count, isConstant ? 1 : Deviation(rows, d, sum / count, count)),
                ScalingKind.MinMax when count > 0 => (low, isConstant ? 1 : high - low),
                ScalingKind.SharedMinMax => (sharedLow, sharedHigh > sharedLow ? sharedHigh - sharedLow : 1),
                _ => (0.0, 1.0),
            };
            offsets[d] = (float)offset;
            scales[d] = (float)scale;
        }

        constant = [.. unchanging];
        return new RowScaling(kind, offsets, scales);
    }

    /// <summary>Raw [D] to model inputs.</summary>
    public void Scale(ReadOnlySpan<float> raw, Span<float> row)
    {
        for (int d = 0; d < Offsets.Length; d++)
        {
            row[d] = (raw[d] - Offsets[d]) / Scales[d];
        }
    }

    /// <summary>Model outputs [D] to raw units.</summary>
    public void Unscale(ReadOnlySpan<float> row, Span<float> raw)
    {
        for (int d = 0; d < Offsets.Length; d++)
        {
            raw[d] = (row[d] * Scales[d]) + Offsets[d];
        }
    }

    private static (double Low, double High) Extremes(IReadOnlyList<float[]> rows)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float[] row in rows)
        {
            foreach (float value in row)
            {
                // A comparison with NaN is false: a missing value is passed over.
                low = value < low ? value : low;
                high = value > high ? value : high;
            }
        }

        return low <= high ? (low, high) : (0, 1);
    }

    private static double Deviation(IReadOnlyList<float[]> rows, int feature, double mean, int count)
    {
        double squares = 0;
        foreach (float[] row in rows)
        {
            double deviation = float.IsNaN(row[feature]) ? 0 : row[feature] - mean;
            squares += deviation * deviation;
        }

        return Math.Sqrt(squares / count);
    }
}
