using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Tests.Training;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

/// <summary>Our tanh, exp and activations against double precision, in every vector width (the wider ones in software where they must be).</summary>
public sealed unsafe class FunctionsTests
{
    private const double TanhTolerance = 5e-7;
    private const double ExpTolerance = 2e-7;

    // e^±87 at the clamp.
    private const double Largest = 6.0760302250568721e37;
    private const double Smallest = 1.6458114310822737e-38;

    private static readonly float[] Extremes =
    [
        0f, -0f, 1e-30f, -1e-30f, float.Epsilon, -float.Epsilon, 9f, -9f, 9.0001f, -9.0001f, 87f, -87f, 88f, -88f, 1e10f, -1e10f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    public enum Function
    {
        Tanh,
        Exp,
        Activate,
        Derivative,
    }

    [Fact]
    public void Tanh_DenseGrid_IsWithinItsStatedError()
    {
        float[] x = [.. Grid(-12, 12, 400_001), .. Powers()];
        float[] y = Everywhere(Function.Tanh, x);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Math.Tanh(x[i]);
            if (!(Math.Abs(y[i] - expected) <= TanhTolerance * Math.Abs(expected)))
            {
                Assert.Fail($"tanh {x[i]:R} = {y[i]:R}, expected {expected:R}");
            }

            if (!(Math.Abs(y[i]) <= 1))
            {
                Assert.Fail($"tanh {x[i]:R} = {y[i]:R} leaves [−1, 1]");
            }
        }
    }

    [Fact]
    public void Tanh_Extremes_KeepSignZeroAndNaN()
    {
        float[] y = Everywhere(Function.Tanh, [0f, -0f, 1e-30f, -1e-30f, 88f, -88f, float.PositiveInfinity, float.NegativeInfinity, float.NaN]);

        Assert.True(y[0] == 0 && float.IsPositive(y[0]));
        Assert.True(y[1] == 0 && float.IsNegative(y[1]));
        Assert.Equal(1e-30f, y[2], 1e-36f);
        Assert.Equal(-1e-30f, y[3], 1e-36f);
        Assert.Equal([1, -1, 1, -1], y[4..8].Select(v => Math.Round(v, 6)));
        Assert.True(float.IsNaN(y[8]));
    }

    [Fact]
    public void Exp_DenseGrid_IsWithinItsStatedError()
    {
        float[] x = [.. Grid(-87, 87, 400_001), .. Grid(-1, 1, 100_001), .. Powers().Where(p => Math.Abs(p) <= 87)];
        float[] y = Everywhere(Function.Exp, x);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Math.Exp(x[i]);
            if (!(Math.Abs(y[i] - expected) <= ExpTolerance * expected))
            {
                Assert.Fail($"exp {x[i]:R} = {y[i]:R}, expected {expected:R}");
            }
        }
    }

    [Fact]
    public void Exp_Extremes_AreClampedFiniteAndNormal()
    {
        float[] y = Everywhere(Function.Exp, [0f, -0f, 88f, 1e30f, float.PositiveInfinity, -88f, -1e30f, float.NegativeInfinity, float.NaN]);

        Assert.Equal([1f, 1f], y[..2]);
        Assert.All(y[2..5], v => Assert.Equal(Largest, v, Largest * ExpTolerance));
        Assert.All(y[5..8], v => Assert.Equal(Smallest, v, Smallest * ExpTolerance));
        Assert.All(y[5..8], v => Assert.True(float.IsNormal(v)));
        Assert.True(float.IsNaN(y[8]));
    }

    [Theory]
    [InlineData(Activation.Linear, 0)]
    [InlineData(Activation.Tanh, 5e-7)]
    [InlineData(Activation.Sigmoid, 4e-7)]
    [InlineData(Activation.Relu, 0)]
    [InlineData(Activation.LeakyRelu, 2e-7)]
    [InlineData(Activation.Elu, 2e-7)]
    public void Activate_DenseGrid_AgreesWithDouble(Activation activation, double tolerance)
    {
        float[] x = [.. Grid(-20, 20, 100_001), .. Powers()];
        float[] y = Everywhere(Function.Activate, x, activation);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = ReferenceAutoencoder.Activate(x[i], activation);
            // eˣ − 1 cancels near 0: the error of ELU is relative to the 1 that was subtracted.
            double scale = activation == Activation.Elu && x[i] <= 0 ? 1 : Math.Abs(expected);
            if (!(Math.Abs(y[i] - expected) <= tolerance * scale))
            {
                Assert.Fail($"{activation}({x[i]:R}) = {y[i]:R}, expected {expected:R}");
            }
        }
    }

    [Fact]
    public void Activate_Extremes_StayInRangeAndPassNaNOn()
    {
        foreach (Activation activation in RandomModels.Activations)
        {
            float[] y = Everywhere(Function.Activate, Extremes, activation);
            for (int i = 0; i < y.Length; i++)
            {
                (float low, float high) = activation switch
                {
                    Activation.Tanh => (-1f, 1f),
                    Activation.Sigmoid => (0f, 1f),
                    Activation.Relu => (0f, float.PositiveInfinity),
                    Activation.Elu => (-1f, float.PositiveInfinity),
                    _ => (float.NegativeInfinity, float.PositiveInfinity),
                };
                Assert.Equal(float.IsNaN(Extremes[i]), float.IsNaN(y[i]));
                if (!(float.IsNaN(y[i]) || (y[i] >= low && y[i] <= high)))
                {
                    Assert.Fail($"{activation}({Extremes[i]}) = {y[i]}");
                }
            }
        }
    }

    [Theory]
    [InlineData(Activation.Linear)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.LeakyRelu)]
    [InlineData(Activation.Elu)]
    public void Derivative_OfTheValue_IsTheSlopeAtItsArgument(Activation activation)
    {
        float[] x = [.. Grid(-5, 5, 10_001).Where(v => v != 0)];
        float[] y = Everywhere(Function.Activate, x, activation);
        float[] slope = Everywhere(Function.Derivative, y, activation);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = ReferenceAutoencoder.Derivative(x[i], activation);
            // 1 − y² of a rounded y: absolute, of the order of float epsilon.
            if (!(Math.Abs(slope[i] - expected) <= 1.2e-6))
            {
                Assert.Fail($"{activation}'({x[i]:R}) = {slope[i]:R}, expected {expected:R}");
            }
        }
    }

    [Fact]
    public void Derivative_AtZeroOfTheKinkedOnes_IsTheLeftSlope()
    {
        Assert.Equal(0, Everywhere(Function.Derivative, [0f], Activation.Relu)[0]);
        Assert.Equal(0.01f, Everywhere(Function.Derivative, [0f], Activation.LeakyRelu)[0]);
        Assert.Equal(1, Everywhere(Function.Derivative, [0f], Activation.Elu)[0]);
    }

    /// <summary>The scalar result, after checking that every vector width gives the same bits (a NaN for a NaN, a 0 of either sign for a 0).</summary>
    private static float[] Everywhere(Function function, float[] x, Activation activation = Activation.Linear)
    {
        float[] scalar = Evaluate<LanesScalar, float>(function, x, activation);
        float[][] vectors =
        [
            Evaluate<Lanes128, Vector128<float>>(function, x, activation),
            Evaluate<Lanes256, Vector256<float>>(function, x, activation),
            Evaluate<Lanes512, Vector512<float>>(function, x, activation),
        ];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < x.Length; i++)
            {
                if (!(scalar[i].Equals(vector[i])))
                {
                    Assert.Fail($"{function} {activation}({x[i]:R}): scalar {scalar[i]:R}, vector {vector[i]:R}");
                }
            }
        }

        return scalar;
    }

    private static float[] Evaluate<TLanes, TVector>(Function function, float[] x, Activation activation)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int padded = (x.Length + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
        float[] values = new float[padded];
        x.CopyTo(values, 0);
        fixed (float* p = values)
        {
            for (int i = 0; i < padded; i += TLanes.Count)
            {
                TVector v = TLanes.Load(p + i);
                TVector result = function switch
                {
                    Function.Tanh => Functions.Tanh<TLanes, TVector>(v),
                    Function.Exp => Functions.Exp<TLanes, TVector>(v),
                    Function.Activate => Functions.Activate<TLanes, TVector>(v, activation),
                    _ => Functions.Derivative<TLanes, TVector>(v, activation),
                };
                TLanes.Store(result, p + i);
            }
        }

        return values[..x.Length];
    }

    private static IEnumerable<float> Grid(double low, double high, int points) =>
        Enumerable.Range(0, points).Select(i => (float)(low + ((high - low) * i / (points - 1))));

    /// <summary>±1e-30 to ±1e1, ten a decade.</summary>
    private static IEnumerable<float> Powers() =>
        Enumerable.Range(-300, 311).SelectMany(e => new[] { (float)Math.Pow(10, e / 10.0), -(float)Math.Pow(10, e / 10.0) });
}
