using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Baselines;

namespace StreamAe.Numerics.Tests.Baselines;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void Decompose_TwoByTwo_IsExact()
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose([2, 1, 1, 2], 2);
        Assert.Equal(3, eigen.Values[0], 14);
        Assert.Equal(1, eigen.Values[1], 14);
        Assert.Equal(Math.Sqrt(0.5), Math.Abs(eigen.Vectors[0]), 14);
        Assert.Equal(eigen.Vectors[0], eigen.Vectors[1], 14);
        Assert.Equal(eigen.Vectors[2], -eigen.Vectors[3], 14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    public void Decompose_SecondDifferences_HasTheKnownEigenvalues(int n)
    {
        // tridiag(−1, 2, −1): λ_k = 2 − 2·cos(kπ/(n + 1)).
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            matrix[(i * n) + i] = 2;
            if (i > 0)
            {
                matrix[(i * n) + i - 1] = -1;
                matrix[((i - 1) * n) + i] = -1;
            }
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, n);
        for (int k = 0; k < n; k++)
        {
            Assert.Equal(2 - (2 * Math.Cos((n - k) * Math.PI / (n + 1))), eigen.Values[k], 12);
        }
    }

    [Fact]
    public void Decompose_AnyMatrix_RebuildsItFromOrthonormalVectors() =>
        Prop.ForAll(
            Arb.From(
                from n in Gen.Choose(1, 24)
                from values in Gen.Choose(-1000, 1000).ArrayOf(n * n)
                from mask in Gen.Choose(0, 3).ArrayOf(n * n)
                from exponent in Gen.Choose(-100, 100)
                select (n, values.Zip(mask, (v, m) => m == 0 ? 0 : v * Math.Pow(10, exponent)).ToArray())),
            input =>
            {
                (int n, double[] matrix) = input;
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        matrix[(j * n) + i] = matrix[(i * n) + j];
                    }
                }

                return Error(matrix, n) < 1e-13 * n;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(64, 1)]
    [InlineData(64, 5)]
    [InlineData(601, 40)]
    [InlineData(200, 200)]
    public void Decompose_LowRankOrLarge_RebuildsItFromOrthonormalVectors(int n, int rank)
    {
        // A sum of rank products; repeated zero eigenvalues where rank < n.
        double[] matrix = new double[n * n];
        for (int r = 0; r < rank; r++)
        {
            double[] v = Enumerable.Range(0, n).Select(i => Math.Sin((i + 1.0) * (r + 1) * 0.37)).ToArray();
            for (int i = 0; i < n; i++)
            {
                DoubleVectors.AddScaled(matrix.AsSpan(i * n, n), v[i], v);
            }
        }

        Assert.InRange(Error(matrix, n), 0, 1e-13 * n);
    }

    [Fact]
    public void Decompose_ConstantDiagonal_KeepsIt()
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose([3, 0, 0, 0, 3, 0, 0, 0, 3], 3);
        Assert.Equal([3.0, 3.0, 3.0], eigen.Values);
    }

    [Fact]
    public void Decompose_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, double.NaN, 0, 1], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SymmetricEigen.Decompose([], 0));
    }

    // Largest element of VᵀΛV − A relative to the largest of A, or of VVᵀ − I, whichever is larger; ∞ if values do not descend.
    private static double Error(double[] matrix, int n)
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, n);
        double size = Math.Max(matrix.Max(Math.Abs), double.Epsilon * 1e30);
        double error = 0;
        for (int i = 0; i < n; i++)
        {
            if (i > 0 && eigen.Values[i] > eigen.Values[i - 1])
            {
                return double.PositiveInfinity;
            }

            for (int j = 0; j < n; j++)
            {
                double rebuilt = 0;
                double product = 0;
                for (int k = 0; k < n; k++)
                {
                    rebuilt += eigen.Vectors[(k * n) + i] * eigen.Values[k] * eigen.Vectors[(k * n) + j];
                    product += eigen.Vectors[(i * n) + k] * eigen.Vectors[(j * n) + k];
                }

                error = Math.Max(error, Math.Abs(rebuilt - matrix[(i * n) + j]) / size);
                error = Math.Max(error, Math.Abs(product - (i == j ? 1 : 0)));
            }
        }

        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }
}
