namespace StreamAe.Numerics.Baselines;

/// <summary>
/// No model at all: the mean over features of z², z = clip((x − μ)/σ, ±10). The bar every detector has to clear; on many public
/// sets it is as good as an autoencoder. A feature constant in training (σ &lt; 1e-8) has σ = 1.
/// <para>
/// NaN is a missing value: it takes no part in the fit, nor in the score, which is the mean over the features present. A row with no
/// present feature has the score NaN, since nothing can be said about it. ±∞ takes no part in the fit and counts as z = ±10 in a score.
/// </para>
/// Immutable, so any number of threads may score at once. Sums are in double precision.
/// </summary>
public sealed class MeanSquaredZ
{
    private readonly FeatureScaling _scaling;

    private MeanSquaredZ(FeatureScaling scaling) => _scaling = scaling;

    /// <summary>Features of a row.</summary>
    public int Features => _scaling.Features;

    /// <summary>Learns mean and deviation of every feature.</summary>
    /// <param name="rows">[rows × features] row-major, at least one row.</param>
    /// <param name="features">Columns, ≥ 1.</param>
    /// <exception cref="ArgumentException">There is no row, or the values are no whole number of rows.</exception>
    public static MeanSquaredZ Fit(ReadOnlySpan<float> rows, int features) => new(FeatureScaling.Fit(rows, features));

    /// <summary>Mean z² over the present features, in [0, 100]; NaN if none is present.</summary>
    /// <param name="row">[features].</param>
    /// <exception cref="ArgumentException">The row has another number of features.</exception>
    public float Score(ReadOnlySpan<float> row)
    {
        _scaling.ThrowIfNotRow(row);
        return ScoreRow(row);
    }

    /// <summary>Scores many rows; allocates nothing.</summary>
    /// <param name="rows">[rows × features] row-major.</param>
    /// <param name="scores">[rows], written.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        _scaling.ThrowIfNotBatch(rows, scores);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = ScoreRow(rows.Slice(i * Features, Features));
        }
    }

    private float ScoreRow(ReadOnlySpan<float> row)
    {
        double sum = 0;
        int present = 0;
        for (int j = 0; j < row.Length; j++)
        {
            double z = _scaling.Z(row[j], j);
            if (!double.IsNaN(z))
            {
                sum += z * z;
                present++;
            }
        }

        return (float)(sum / present);
    }
}
