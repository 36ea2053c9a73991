using System.Buffers;

namespace StreamAe.Numerics.Baselines;

/// <summary>
/// Linear reconstruction (Pearson 1901; as a detector: Shyu et al. 2003): rows are scaled to z = clip((x − μ)/σ, ±10), centred, and
/// projected on the fewest principal components that explain at least the share of variance asked for; the score is the mean over
/// features of the squared residual. What an autoencoder has to beat to earn its place.
/// <para>
/// NaN is a missing value and takes no part. Fit: each covariance is over the rows in which both features are present. Score: the
/// components are fitted to the present features by least squares and the residual is averaged over those. A row with no more
/// present features than there are components leaves no residual and has the score NaN: it cannot be judged.
/// Features constant in training have σ = 1 and no part in the components, so a change of theirs goes whole into the residual. ±∞
/// takes no part in the fit and counts as z = ±10 in a score.
/// </para>
/// Immutable, so any number of threads may score at once. All arithmetic is in double precision in a fixed order.
/// </summary>
public sealed class PrincipalComponents
{
    /// <summary>Share of variance kept unless told otherwise.</summary>
    public const double DefaultVarianceKept = 0.9;

    // Keeps the least squares of a row with gaps solvable when the present features do not tell two components apart; far below
    // any share of variance that matters, far above rounding.
    private const double Ridge = 1e-9;

    // Rounding in the cumulated share: 0.9 of a variance of ten equal parts is nine parts, not ten.
    private const double ShareTolerance = 1e-12;

    private readonly FeatureScaling _scaling;
    private readonly double[] _centres;
    private readonly double[] _components;

    private PrincipalComponents(FeatureScaling scaling, double[] centres, double[] components, double[] variances)
    {
        _scaling = scaling;
        _centres = centres;
        _components = components;
        Variances = variances;
        Components = components.Length / scaling.Features;
    }

    /// <summary>Features of a row.</summary>
    public int Features => _scaling.Features;

    /// <summary>Components kept, in [0, <see cref="Features"/>]; 0 if nothing varies in training.</summary>
    public int Components { get; }

    /// <summary>[features] variance along each principal direction, descending; the kept ones come first. In units of z².</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>Fits scaling and components: rows·features²/2 + about 4·features³ multiply-adds, five buffers of features².</summary>
    /// <param name="rows">[rows × features] row-major, at least one row.</param>
    /// <param name="features">Columns, ≥ 1.</param>
    /// <param name="varianceKept">Share of variance to explain, in (0, 1]; more keeps more components and leaves less residual.</param>
    /// <exception cref="ArgumentException">No row, no whole number of rows, or a share out of its range.</exception>
    public static PrincipalComponents Fit(ReadOnlySpan<float> rows, int features, double varianceKept = DefaultVarianceKept)
    {
        if (!(varianceKept > 0 && varianceKept <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(varianceKept), varianceKept, $"The share of variance kept is {varianceKept}; it must be above 0 and at most 1.");
        }

        FeatureScaling scaling = FeatureScaling.Fit(rows, features);
        double[] centres = Centres(scaling, rows);
        CovarianceSums sums = new(features);
        double[] deviations = new double[features];
        for (int i = 0; i < rows.Length; i += features)
        {
            for (int j = 0; j < features; j++)
            {
                float value = rows[i + j];
                deviations[j] = float.IsFinite(value) ? scaling.Z(value, j) - centres[j] : double.NaN;
            }

            sums.Add(deviations);
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(sums.Finish(), features);
        int kept = Kept(eigen.Values, varianceKept);
        return new PrincipalComponents(scaling, centres, eigen.Vectors[..(kept * features)], eigen.Values);
    }

    /// <summary>Mean squared residual over the present features, ≥ 0; NaN if no more are present than there are components.</summary>
    /// <param name="row">[features].</param>
    /// <exception cref="ArgumentException">The row has another number of features.</exception>
    public float Score(ReadOnlySpan<float> row)
    {
        _scaling.ThrowIfNotRow(row);
        Span<float> score = stackalloc float[1];
        Score(row, score);
        return score[0];
    }

    /// <summary>Where a row lies along the first principal directions, in units of z.</summary>
    /// <param name="row">[features]; what is missing counts as usual.</param>
    /// <param name="coordinates">[≤ <see cref="Components"/>], written.</param>
    /// <exception cref="ArgumentException">The row has another number of features, or there are fewer components than coordinates.</exception>
    public void Project(ReadOnlySpan<float> row, Span<double> coordinates)
    {
        _scaling.ThrowIfNotRow(row);
        if (coordinates.Length > Components)
        {
            throw new ArgumentException($"There are {Components} components; {coordinates.Length} coordinates are asked for.", nameof(coordinates));
        }

        coordinates.Clear();
        for (int j = 0; j < row.Length; j++)
        {
            double z = _scaling.Z(row[j], j) - _centres[j];
            for (int c = 0; c < coordinates.Length && !double.IsNaN(z); c++)
            {
                coordinates[c] += Component(c)[j] * z;
            }
        }
    }

    /// <summary>Scores many rows: 2·features·components multiply-adds a row. Allocates only for rows with gaps.</summary>
    /// <param name="rows">[rows × features] row-major.</param>
    /// <param name="scores">[rows], written.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        _scaling.ThrowIfNotBatch(rows, scores);
        double[] buffer = ArrayPool<double>.Shared.Rent(Features + Components);
        Span<double> residual = buffer.AsSpan(0, Features);
        Span<double> coordinates = buffer.AsSpan(Features, Components);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = ScoreRow(rows.Slice(i * Features, Features), residual, coordinates);
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    private static double[] Centres(FeatureScaling scaling, ReadOnlySpan<float> rows)
    {
        // Clipping moves the mean of z away from 0.
        int features = scaling.Features;
        double[] centres = new double[features];
        int[] present = new int[features];
        for (int i = 0, j = 0; i < rows.Length; i++)
        {
            if (float.IsFinite(rows[i]))
            {
                centres[j] += scaling.Z(rows[i], j);
                present[j]++;
            }

            j = j + 1 == features ? 0 : j + 1;
        }

        for (int j = 0; j < features; j++)
        {
            centres[j] = present[j] == 0 ? 0 : centres[j] / present[j];
        }

        return centres;
    }

    private static int Kept(double[] variances, double share)
    {
        // Rounding, and covariances taken over different rows, can make small ones negative.
        double total = 0;
        foreach (double variance in variances)
        {
            total += Math.Max(0, variance);
        }

        int kept = 0;
        double sum = 0;
        while (kept < variances.Length && variances[kept] > 0 && sum < (share - ShareTolerance) * total)
        {
            sum += variances[kept++];
        }

        return kept;
    }

    private float ScoreRow(ReadOnlySpan<float> row, Span<double> residual, Span<double> coordinates)
    {
        int present = 0;
        for (int j = 0; j < row.Length; j++)
        {
            double z = _scaling.Z(row[j], j) - _centres[j];
            bool missing = double.IsNaN(z);
            residual[j] = missing ? 0 : z;
            present += missing ? 0 : 1;
        }

        if (present == 0 || (present < Features && present <= Components))
        {
            return float.NaN;
        }

        for (int c = 0; c < Components; c++)
        {
            coordinates[c] = DoubleVectors.Dot(Component(c), residual);
        }

        if (present < Features)
        {
            SolveForPresent(row, coordinates);
        }

        for (int c = 0; c < Components; c++)
        {
            DoubleVectors.AddScaled(residual, -coordinates[c], Component(c));
        }

        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            sum += IsMissing(row, j) ? 0 : residual[j] * residual[j];
        }

        return (float)(sum / present);
    }

    /// <summary>
    /// Turns V_S·z_S into the least-squares coordinates (V_S·V_Sᵀ + ridge·I)⁻¹·V_S·z_S, S the present features, by a Cholesky
    /// factorisation: components²·features/2 + components³/6 multiply-adds.
    /// </summary>
    private void SolveForPresent(ReadOnlySpan<float> row, Span<double> coordinates)
    {
        int k = Components;
        int features = Features;
        double[] present = new double[k * features];
        for (int c = 0; c < k; c++)
        {
            for (int j = 0; j < features; j++)
            {
                present[(c * features) + j] = IsMissing(row, j) ? 0 : _components[(c * features) + j];
            }
        }

        double[] lower = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double gram = DoubleVectors.Dot(present.AsSpan(i * features, features), present.AsSpan(j * features, features));
                double rest = gram - DoubleVectors.Dot(lower.AsSpan(i * k, j), lower.AsSpan(j * k, j));

                // V_S·V_Sᵀ has no negative eigenvalue, so a pivot under the ridge is rounding.
                lower[(i * k) + j] = i == j ? Math.Sqrt(Math.Max(rest + Ridge, Ridge)) : rest / lower[(j * k) + j];
            }

            coordinates[i] = (coordinates[i] - DoubleVectors.Dot(lower.AsSpan(i * k, i), coordinates[..i])) / lower[(i * k) + i];
        }

        for (int i = k - 1; i >= 0; i--)
        {
            coordinates[i] /= lower[(i * k) + i];
            DoubleVectors.AddScaled(coordinates[..i], -coordinates[i], lower.AsSpan(i * k, i));
        }
    }

    private bool IsMissing(ReadOnlySpan<float> row, int feature) => double.IsNaN(_scaling.Z(row[feature], feature));

    private ReadOnlySpan<double> Component(int index) => _components.AsSpan(index * Features, Features);
}
