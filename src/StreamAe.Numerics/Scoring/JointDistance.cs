using System.Numerics.Tensors;
using StreamAe.Numerics.Baselines;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// How unusual a row's residual and the row itself are together: with v = [x − x̂, x] of width 2D, mean μ and covariance Σ over training
/// rows, the squared Mahalanobis distance (1936) over its width, (v − μ)ᵀΣ⁻¹(v − μ) ÷ 2D, about 1 for a usual row. A reconstruction error
/// alone takes residuals for independent, and is blind to a row that is far from all others but well reconstructed.
/// <para>
/// Σ is that of v in its own standard deviations, with <c>0.001</c> added to its diagonal: where features follow from each other it
/// would have no inverse. Kept as W = L⁻¹ (Σ = LLᵀ, Cholesky), the standard deviations folded in: the distance is |W(v − μ)|², in
/// D·(2D + 1) multiply-adds. Immutable.
/// </para>
/// </summary>
public sealed class JointDistance
{
    /// <summary>Wider rows would need more than a mebibyte a model.</summary>
    public const int MaxFeatures = 256;

    private const double DiagonalShare = 0.001;

    // Added to each standard deviation, in the row's units: an entry that never moved may move by rounding.
    private const double MinDeviation = 1e-3;

    private readonly float[] _means;
    private readonly float[] _weights;

    /// <param name="parameters">As <see cref="Parameters"/> gave them.</param>
    /// <exception cref="ArgumentException">Not as many as <paramref name="features"/> features have.</exception>
    public JointDistance(ReadOnlySpan<float> parameters, int features)
    {
        int width = 2 * features;
        if (features is < 1 or > MaxFeatures || parameters.Length != width + Packed(width))
        {
            throw new ArgumentException($"{parameters.Length} numbers are no joint distance of {features} features.", nameof(parameters));
        }

        Features = features;
        _means = parameters[..width].ToArray();
        _weights = parameters[width..].ToArray();
    }

    /// <summary>D</summary>
    public int Features { get; }

    /// <summary>[2D + D·(2D + 1)] μ, then W, whose row i has i + 1 numbers.</summary>
    public float[] Parameters => [.. _means, .. _weights];

    /// <summary>Learns μ and Σ from the rows for which <paramref name="use"/> holds; at least one.</summary>
    /// <param name="rows">[n × stride]</param>
    /// <param name="reconstructions">[n × stride]</param>
    /// <param name="stride">Floats from row to row.</param>
    public static JointDistance Fit(
        ReadOnlySpan<float> rows, ReadOnlySpan<float> reconstructions, int stride, int features, ReadOnlySpan<bool> use)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, MaxFeatures);
        int width = 2 * features;
        double[] means = new double[width], deviations = new double[width], values = new double[width];
        int count = 0;
        for (int r = 0; r < use.Length; r++)
        {
            if (use[r])
            {
                count++;
                Join(rows[(r * stride)..], reconstructions[(r * stride)..], values);
                for (int i = 0; i < width; i++)
                {
                    double step = values[i] - means[i];
                    means[i] += step / count;
                    deviations[i] += step * (values[i] - means[i]);
                }
            }
        }

        ArgumentOutOfRangeException.ThrowIfZero(count);
        var sums = new CovarianceSums(width);
        for (int i = 0; i < width; i++)
        {
            deviations[i] = Math.Sqrt(deviations[i] / count) + MinDeviation;
        }

        for (int r = 0; r < use.Length; r++)
        {
            if (use[r])
            {
                Join(rows[(r * stride)..], reconstructions[(r * stride)..], values);
                for (int i = 0; i < width; i++)
                {
                    values[i] = (values[i] - means[i]) / deviations[i];
                }

                sums.Add(values);
            }
        }

        double[] inverse = InverseFactor(sums.Finish(), width);
        float[] parameters = new float[width + Packed(width)];
        for (int i = 0; i < width; i++)
        {
            parameters[i] = (float)means[i];
            for (int j = 0; j <= i; j++)
            {
                parameters[width + Packed(i) + j] = (float)(inverse[(i * width) + j] / deviations[j]);
            }
        }

        return new JointDistance(parameters, features);
    }

    /// <summary>The squared distance over 2D.</summary>
    /// <param name="row">[≥ D] x</param>
    /// <param name="reconstruction">[≥ D] x̂</param>
    /// <param name="missing">[D] entries that nobody observed: they count as the mean. Empty where all were.</param>
    public float Measure(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<bool> missing = default)
    {
        Span<float> offsets = stackalloc float[2 * Features];
        Offsets(row, reconstruction, missing, offsets);
        float sum = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            float y = TensorPrimitives.Dot(_weights.AsSpan(Packed(i), i + 1), offsets[..(i + 1)]);
            sum += y * y;
        }

        return sum / offsets.Length;
    }

    /// <summary>
    /// What each feature has in the distance, residual and value together: v − μ times its own entry of Σ⁻¹(v − μ). These sum to the distance;
    /// one that is negative, since the feature fits others that are odd, is written as 0.
    /// </summary>
    /// <param name="parts">[D] written.</param>
    public void Attribute(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<bool> missing, Span<float> parts)
    {
        Span<float> offsets = stackalloc float[2 * Features], gradient = stackalloc float[2 * Features];
        Offsets(row, reconstruction, missing, offsets);
        gradient.Clear();
        for (int i = 0; i < offsets.Length; i++)
        {
            ReadOnlySpan<float> weights = _weights.AsSpan(Packed(i), i + 1);
            TensorPrimitives.MultiplyAdd(weights, TensorPrimitives.Dot(weights, offsets[..(i + 1)]), gradient[..(i + 1)], gradient[..(i + 1)]);
        }

        for (int d = 0; d < Features; d++)
        {
            parts[d] = Math.Max(0, (offsets[d] * gradient[d]) + (offsets[Features + d] * gradient[Features + d])) / offsets.Length;
        }
    }

    /// <summary>Numbers of the first rows of a triangle.</summary>
    private static int Packed(int rows) => rows * (rows + 1) / 2;

    private static void Join(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, double[] values)
    {
        int features = values.Length / 2;
        for (int d = 0; d < features; d++)
        {
            values[d] = row[d] - (double)reconstruction[d];
            values[features + d] = row[d];
        }
    }

    private void Offsets(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<bool> missing, Span<float> offsets)
    {
        row = row[..Features];
        TensorPrimitives.Subtract(row, reconstruction[..Features], offsets);
        row.CopyTo(offsets[Features..]);
        TensorPrimitives.Subtract(offsets, _means, offsets);
        for (int d = 0; d < missing.Length; d++)
        {
            if (missing[d])
            {
                offsets[d] = offsets[Features + d] = 0;
            }
        }
    }

    /// <summary>[n × n] L⁻¹ of the matrix whose lower triangle is given, its diagonal raised.</summary>
    private static double[] InverseFactor(double[] matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            matrix[(i * n) + i] += DiagonalShare;
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * n) + j]
                    - TensorPrimitives.Dot<double>(matrix.AsSpan(i * n, j), matrix.AsSpan(j * n, j));

                // Rounding cannot take more from a pivot than the diagonal was raised by.
                matrix[(i * n) + j] = i == j ? Math.Sqrt(Math.Max(sum, DiagonalShare * DiagonalShare)) : sum / matrix[(j * n) + j];
            }
        }

        double[] inverse = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            inverse[(i * n) + i] = 1 / matrix[(i * n) + i];
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = j; k < i; k++)
                {
                    sum += matrix[(i * n) + k] * inverse[(k * n) + j];
                }

                inverse[(i * n) + j] = -sum / matrix[(i * n) + i];
            }
        }

        return inverse;
    }
}
