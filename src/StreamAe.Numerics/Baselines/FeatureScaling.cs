namespace StreamAe.Numerics.Baselines;

/// <summary>
/// z = clip((x − μ)/σ, ±10) with mean and population standard deviation of each feature over its present training values.
/// NaN is a missing value and stays NaN: it is never replaced by a number.
/// </summary>
internal sealed class FeatureScaling
{
    /// <summary>|z| beyond this is cut: one wild reading must not decide a whole row, and the peers' figures use the same bound.</summary>
    public const double Clip = 10;

    // A feature that moves less than this in training has no scale of its own: σ = 1, so its z is the raw deviation.
    private const double SmallestDeviation = 1e-8;

    private readonly double[] _means;
    private readonly double[] _deviations;

    private FeatureScaling(double[] means, double[] deviations)
    {
        _means = means;
        _deviations = deviations;
    }

    public int Features => _means.Length;

    /// <summary>
    /// Fits in two passes in double precision (Σx² − mean² would cancel). A feature without one present value has no mean: its z is
    /// always NaN. Infinite values are left out of the fit, as if missing.
    /// </summary>
    /// <param name="rows">[rows × features] row-major.</param>
    /// <param name="features">Columns, ≥ 1.</param>
    public static FeatureScaling Fit(ReadOnlySpan<float> rows, int features)
    {
        ThrowIfNotRows(rows.Length, features, nameof(rows));
        if (rows.IsEmpty)
        {
            throw new ArgumentException("There are 0 rows to fit on; at least one is needed.", nameof(rows));
        }

        double[] means = new double[features];
        double[] deviations = new double[features];
        int[] present = new int[features];
        for (int i = 0, j = 0; i < rows.Length; i++)
        {
            if (float.IsFinite(rows[i]))
            {
                means[j] += rows[i];
                present[j]++;
            }

            j = j + 1 == features ? 0 : j + 1;
        }

        for (int j = 0; j < features; j++)
        {
            means[j] /= present[j]; // 0/0 is the NaN that marks a feature never seen
        }

        for (int i = 0, j = 0; i < rows.Length; i++)
        {
            if (float.IsFinite(rows[i]))
            {
                double deviation = rows[i] - means[j];
                deviations[j] += deviation * deviation;
            }

            j = j + 1 == features ? 0 : j + 1;
        }

        for (int j = 0; j < features; j++)
        {
            double deviation = Math.Sqrt(deviations[j] / present[j]);
            deviations[j] = deviation < SmallestDeviation ? 1 : deviation;
        }

        return new FeatureScaling(means, deviations);
    }

    public double Z(float value, int feature) => Math.Clamp((value - _means[feature]) / _deviations[feature], -Clip, Clip);

    public void ThrowIfNotRow(ReadOnlySpan<float> row)
    {
        if (row.Length != Features)
        {
            throw new ArgumentException($"The row has {row.Length} values; the baseline was fitted on {Features} features.", nameof(row));
        }
    }

    public void ThrowIfNotBatch(ReadOnlySpan<float> rows, Span<float> scores)
    {
        ThrowIfNotRows(rows.Length, Features, nameof(rows));
        if (scores.Length != rows.Length / Features)
        {
            throw new ArgumentException(
                $"There are {rows.Length / Features} rows and room for {scores.Length} scores; give one place for each row.",
                nameof(scores));
        }
    }

    private static void ThrowIfNotRows(int length, int features, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (length % features != 0)
        {
            throw new ArgumentException(
                $"{length} values are no whole number of rows of {features} features; pass whole rows, row-major.", name);
        }
    }
}
