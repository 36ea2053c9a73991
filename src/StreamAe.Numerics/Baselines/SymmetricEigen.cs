namespace StreamAe.Numerics.Baselines;

/// <summary>
/// Eigenvalues and eigenvectors of a real symmetric matrix: Householder reduction to tridiagonal form, then QL iterations with
/// implicit Wilkinson shifts (Golub and Van Loan, "Matrix Computations", §8.3; Bowdler, Martin, Reinsch, Wilkinson 1968).
/// ‖A − VᵀΛV‖ and ‖VVᵀ − I‖ are a small multiple of n·2⁻⁵³·‖A‖ and n·2⁻⁵³. About 4·n³ multiply-adds; three n² buffers. Every loop
/// has a fixed order: the same matrix gives the same bits. Vectors are kept as rows, so that rotations and
/// reflections walk memory in order.
/// </summary>
internal sealed class SymmetricEigen
{
    // QL with this shift needs about 1.7 iterations an eigenvalue; the bound only turns a defect into an error instead of a hang.
    private const int MostIterations = 60;

    // Unit roundoff of double precision, 2⁻⁵³.
    private const double Roundoff = 1.0 / (1L << 53);

    private SymmetricEigen(double[] values, double[] vectors)
    {
        Values = values;
        Vectors = vectors;
    }

    /// <summary>[n] eigenvalues in descending order.</summary>
    public double[] Values { get; }

    /// <summary>[n × n] row i is the unit eigenvector of value i; its sign is arbitrary.</summary>
    public double[] Vectors { get; }

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">[n × n]; the lower triangle is read, the span is left as it is.</param>
    /// <param name="n">Order, ≥ 1.</param>
    /// <exception cref="ArgumentException">The span is no n × n matrix or holds NaN or infinity.</exception>
    public static SymmetricEigen Decompose(ReadOnlySpan<double> matrix, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (matrix.Length != (long)n * n)
        {
            throw new ArgumentException($"The matrix has {matrix.Length} values; order {n} needs {(long)n * n}.", nameof(matrix));
        }

        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"The matrix holds {value}; every value must be finite.", nameof(matrix));
            }
        }

        double[] a = new double[matrix.Length];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                a[(i * n) + j] = matrix[(i * n) + j];
                a[(j * n) + i] = matrix[(i * n) + j];
            }
        }

        double[] diagonal = new double[n];
        double[] offDiagonal = new double[n];
        double[] reflectors = Tridiagonalize(a, n, diagonal, offDiagonal);

        double[] vectors = a; // spent by the reduction
        Array.Clear(vectors);
        for (int i = 0; i < n; i++)
        {
            vectors[(i * n) + i] = 1;
        }

        Diagonalize(diagonal, offDiagonal, vectors, n);
        Reflect(vectors, reflectors, n);
        return Sorted(diagonal, vectors, n);
    }

    /// <summary>
    /// A = H₀·H₁⋯T⋯H₁·H₀ with H_k = I − 2·v·vᵀ. Fills T's diagonal d[0..n) and off-diagonal e[k] = T[k+1, k]; destroys a.
    /// </summary>
    /// <returns>[n × n] row k holds the unit v of H_k in columns k+1 … n−1; a row of zeros is no reflection.</returns>
    private static double[] Tridiagonalize(double[] a, int n, double[] diagonal, double[] offDiagonal)
    {
        double[] reflectors = new double[n * n];
        double[] product = new double[n];
        for (int k = 0; k < n; k++)
        {
            diagonal[k] = a[(k * n) + k];
            int m = n - k - 1;
            if (m == 0)
            {
                break;
            }

            // The row right of the diagonal equals the column below it.
            ReadOnlySpan<double> x = a.AsSpan((k * n) + k + 1, m);
            double scale = 0;
            foreach (double value in x)
            {
                scale = Math.Max(scale, Math.Abs(value));
            }

            if (m == 1 || scale == 0)
            {
                offDiagonal[k] = x[0];
                continue;
            }

            // Scaled, so that squares neither overflow nor vanish.
            Span<double> v = reflectors.AsSpan((k * n) + k + 1, m);
            for (int i = 0; i < m; i++)
            {
                v[i] = x[i] / scale;
            }

            double norm = Math.Sqrt(DoubleVectors.Dot(v, v));
            double alpha = v[0] > 0 ? -norm : norm; // away from v₀: no cancellation
            offDiagonal[k] = alpha * scale;
            v[0] -= alpha;
            double length = Math.Sqrt(DoubleVectors.Dot(v, v));
            for (int i = 0; i < m; i++)
            {
                v[i] /= length;
            }

            // H·B·H = B − v·wᵀ − w·vᵀ with p = 2·B·v, w = p − (pᵀv)·v, for the m × m block B at the lower right.
            Span<double> w = product.AsSpan(0, m);
            for (int i = 0; i < m; i++)
            {
                w[i] = 2 * DoubleVectors.Dot(a.AsSpan(((k + 1 + i) * n) + k + 1, m), v);
            }

            DoubleVectors.AddScaled(w, -DoubleVectors.Dot(w, v), v);
            for (int i = 0; i < m; i++)
            {
                Span<double> row = a.AsSpan(((k + 1 + i) * n) + k + 1, m);
                DoubleVectors.AddScaled(row, -v[i], w);
                DoubleVectors.AddScaled(row, -w[i], v);
            }
        }

        return reflectors;
    }

    /// <summary>QL on the tridiagonal matrix: diagonal becomes the eigenvalues, row i of vectors the eigenvector of value i.</summary>
    private static void Diagonalize(double[] diagonal, double[] offDiagonal, double[] vectors, int n)
    {
        double size = 0;
        for (int i = 0; i < n; i++)
        {
            size = Math.Max(size, Math.Abs(diagonal[i]) + Math.Abs(offDiagonal[i]));
        }

        // Dropping an element this small moves no eigenvalue by more than rounding of the largest does. Measured against its
        // neighbours instead, a block of tiny eigenvalues (a matrix of low rank) would be polished for ever.
        double negligible = size * Roundoff;
        for (int low = 0; low < n; low++)
        {
            for (int iteration = 0; ; iteration++)
            {
                int high = low;
                while (high < n - 1 && Math.Abs(offDiagonal[high]) > negligible)
                {
                    high++;
                }

                if (high == low)
                {
                    break;
                }

                if (iteration == MostIterations)
                {
                    throw new InvalidOperationException(
                        $"Eigenvalue {low} of {n} did not settle in {MostIterations} QL iterations; a finite matrix always does.");
                }

                Sweep(diagonal, offDiagonal, vectors, n, low, high);
            }
        }
    }

    /// <summary>One implicit QL step on the unreduced block [low, high]: a shift, then plane rotations from the bottom up.</summary>
    private static void Sweep(double[] diagonal, double[] offDiagonal, double[] vectors, int n, int low, int high)
    {
        double ratio = (diagonal[low + 1] - diagonal[low]) / (2 * offDiagonal[low]);
        double root = double.Hypot(ratio, 1);
        double shift = diagonal[low] - (offDiagonal[low] / (ratio + Math.CopySign(root, ratio)));

        double carried = diagonal[high] - shift;
        double sine = 1;
        double cosine = 1;
        double correction = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double bulge = sine * offDiagonal[i];
            double next = cosine * offDiagonal[i];
            double radius = double.Hypot(bulge, carried);
            offDiagonal[i + 1] = radius;
            if (radius == 0)
            {
                // The block fell apart at i + 1: undo the pending correction and start over with two smaller blocks.
                diagonal[i + 1] -= correction;
                offDiagonal[high] = 0;
                return;
            }

            sine = bulge / radius;
            cosine = carried / radius;
            double remaining = diagonal[i + 1] - correction;
            double mixed = ((diagonal[i] - remaining) * sine) + (2 * cosine * next);
            correction = sine * mixed;
            diagonal[i + 1] = remaining + correction;
            carried = (cosine * mixed) - next;
            Rotate(vectors.AsSpan(i * n, n), vectors.AsSpan((i + 1) * n, n), cosine, sine);
        }

        diagonal[low] -= correction;
        offDiagonal[low] = carried;
        offDiagonal[high] = 0;
    }

    private static void Rotate(Span<double> lower, Span<double> upper, double cosine, double sine)
    {
        for (int k = 0; k < lower.Length; k++)
        {
            double l = lower[k];
            double u = upper[k];
            upper[k] = (sine * l) + (cosine * u);
            lower[k] = (cosine * l) - (sine * u);
        }
    }

    /// <summary>Takes eigenvectors of T to eigenvectors of A: the reflections in reverse order, on every row.</summary>
    private static void Reflect(double[] vectors, double[] reflectors, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = n - 3; k >= 0; k--)
            {
                ReadOnlySpan<double> v = reflectors.AsSpan((k * n) + k + 1, n - k - 1);
                Span<double> tail = vectors.AsSpan((i * n) + k + 1, n - k - 1);
                DoubleVectors.AddScaled(tail, -2 * DoubleVectors.Dot(v, tail), v);
            }
        }
    }

    private static SymmetricEigen Sorted(double[] diagonal, double[] vectors, int n)
    {
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        // Equal values keep the order they were found in, so the result does not depend on the sort.
        Array.Sort(order, (left, right) =>
            diagonal[left] != diagonal[right] ? diagonal[right].CompareTo(diagonal[left]) : left.CompareTo(right));
        double[] values = new double[n];
        double[] sorted = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            values[i] = diagonal[order[i]];
            vectors.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n, n));
        }

        return new SymmetricEigen(values, sorted);
    }
}
