using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>The float gradient of a batch against the double reference, given the same parameters, rows and noise.</summary>
public sealed unsafe class LossGradientTests
{
    // Float rounding through up to 8 layers: relative to the largest gradient of the layer, below which a sum over rows may cancel.
    private const double GradientTolerance = 2e-5;
    private const double LossTolerance = 1e-5;

    public static TheoryData<int, LatentKind> DepthsAndKinds()
    {
        var data = new TheoryData<int, LatentKind>();
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            for (int depth = 0; depth <= 3; depth++)
            {
                data.Add(depth, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(DepthsAndKinds))]
    public void Compute_WidthsAroundVectorEdges_AgreesWithTheReference(int depth, LatentKind kind)
    {
        var random = new PhiloxRandom(99, (ulong)depth);
        int[] rowCounts = [1, 2, 3, 4, 5, 8, 9];
        for (int w = 0; w < RandomModels.EdgeWidths.Length; w++)
        {
            Activation hidden = RandomModels.Activations[w % RandomModels.Activations.Length];
            Architecture architecture = RandomModels.Architecture(RandomModels.EdgeWidths[w], depth, hidden, kind, ref random);
            Check(architecture, rowCounts[w % rowCounts.Length], beta: 0.3, ref random);
        }
    }

    [Theory]
    [MemberData(nameof(DepthsAndKinds))]
    public void Compute_EveryActivationEverywhere_AgreesWithTheReference(int depth, LatentKind kind)
    {
        var random = new PhiloxRandom(98, (ulong)depth);
        int[] hidden = new[] { 9, 17, 5 }[..depth];
        foreach (Activation inside in RandomModels.Activations)
        {
            foreach (Activation latent in RandomModels.Activations)
            {
                foreach (Activation output in RandomModels.Activations)
                {
                    Check(new Architecture(7, hidden, 3, kind, inside, latent, output), rows: 5, beta: 1, ref random);
                }
            }
        }
    }

    [Theory]
    [InlineData(25)]
    [InlineData(-25)]
    public void Compute_LogVarianceBeyondItsLimit_IsHeldAndDoesNotMove(float logVariance)
    {
        var random = new PhiloxRandom(4);
        // Leaky ReLU: codes of e¹⁰ would saturate tanh, where a float slope is rounding only.
        var architecture = new Architecture(6, [5], 2, LatentKind.Gaussian, Activation.LeakyRelu);
        float[] parameters = RandomModels.Parameters(architecture, ref random);
        DenseLayer latent = architecture.Layers[architecture.LatentLayer];
        parameters[latent.BiasOffset + 2] = logVariance;

        LossGradient loss = Check(architecture, parameters, rows: 4, beta: 0.5, ref random);

        Assert.Equal(0, loss.Gradient[latent.BiasOffset + 2]);
        Assert.NotEqual(0, loss.Gradient[latent.BiasOffset + 3]);
    }

    [Fact]
    public void Compute_Twice_StartsFromZero()
    {
        var random = new PhiloxRandom(5);
        var architecture = new Architecture(9, [6], 3);
        float[] parameters = RandomModels.Parameters(architecture, ref random);
        float[] rows = RandomModels.Rows(architecture, 7, ref random);
        var loss = new LossGradient(architecture, 7);
        fixed (float* p = parameters, x = rows)
        {
            double first = loss.Compute(p, x, x, 7, masked: false, 1, ref random);
            float[] gradient = [.. loss.Gradient];
            double second = loss.Compute(p, x, x, 7, masked: false, 1, ref random);

            Assert.Equal(first, second);
            Assert.Equal(gradient, loss.Gradient.ToArray());
        }
    }

    [Fact]
    public void Loss_Vae_DecodesTheMeans()
    {
        var random = new PhiloxRandom(6);
        var architecture = new Architecture(8, [6], 3, LatentKind.Gaussian);
        float[] parameters = RandomModels.Parameters(architecture, ref random);
        float[] rows = RandomModels.Rows(architecture, 5, ref random);
        var loss = new LossGradient(architecture, 5);
        double[][] noNoise = [.. Enumerable.Range(0, 5).Select(_ => new double[3])];
        fixed (float* p = parameters, x = rows)
        {
            double expected = Reference(architecture, parameters).Loss(Doubles(architecture, rows, 5), noNoise, 0.5);

            var measurement = new Measurement(architecture, new TrainingOptions { Variational = new() { Beta = 0.5 } });
            loss.Measure(p, x, x, 5, masked: false, measurement);

            Assert.Equal(expected, measurement.Loss, expected * LossTolerance);
        }
    }

    [Fact]
    public void Compute_MoreRowsThanItHolds_Throws()
    {
        var architecture = new Architecture(4, [], 2);
        var loss = new LossGradient(architecture, 2);
        float[] parameters = new float[architecture.SlotFloats];
        float[] rows = new float[3 * architecture.RowStride];

        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var random = new PhiloxRandom(1);
            fixed (float* p = parameters, x = rows)
            {
                loss.Compute(p, x, x, 3, masked: false, 1, ref random);
            }
        });
    }

    [Fact]
    public void Constructor_ActivationsBeyondAnArray_SaysWhatToLower()
    {
        // 65,536 rows × 65,536 units wraps to 0 in 32 bits: it must be refused, not allocated.
        var architecture = new Architecture(4, [65_536], 2);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new LossGradient(architecture, 65_536));

        Assert.Contains("65536", error.Message, StringComparison.Ordinal);
        Assert.Contains("batch size", error.Message, StringComparison.Ordinal);
    }

    private static void Check(Architecture architecture, int rows, double beta, ref PhiloxRandom random) =>
        Check(architecture, RandomModels.Parameters(architecture, ref random), rows, beta, ref random);

    private static LossGradient Check(Architecture architecture, float[] parameters, int rows, double beta, ref PhiloxRandom random)
    {
        float[] input = RandomModels.Rows(architecture, rows, ref random);
        // Room for more rows than are given: strides must come from the architecture, not from the buffers.
        var loss = new LossGradient(architecture, rows + 3);
        double actual;
        fixed (float* p = parameters, x = input)
        {
            actual = loss.Compute(p, x, x, rows, masked: false, beta, ref random);
        }

        double[][] noise = Noise(architecture, loss, rows);
        double[][] given = Doubles(architecture, input, rows);
        ReferenceAutoencoder reference = Reference(architecture, parameters);
        double expected = reference.Loss(given, noise, beta);
        string what = $"{architecture} {architecture.LatentActivation} {architecture.OutputActivation}, {rows} rows";
        if (!(Math.Abs(actual - expected) <= LossTolerance * Math.Abs(expected)))
        {
            Assert.Fail($"{what}: loss {actual}, expected {expected}");
        }

        CheckGradient(architecture, loss.Gradient.ToArray(), reference.Gradient(given, noise, beta), what);
        return loss;
    }

    private static void CheckGradient(Architecture architecture, float[] actual, double[] expected, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        bool[] isParameter = new bool[actual.Length];
        foreach (DenseLayer layer in architecture.Layers)
        {
            int end = layer.BiasOffset + layer.OutputStride;
            double largest = expected[layer.WeightOffset..end].Max(Math.Abs);
            for (int i = 0; i <= layer.Inputs; i++)
            {
                for (int o = 0; o < layer.Outputs; o++)
                {
                    int p = i == layer.Inputs ? layer.BiasOffset + o : layer.WeightOffset + (i * layer.OutputStride) + o;
                    isParameter[p] = true;
                    if (!(Math.Abs(actual[p] - expected[p]) <= GradientTolerance * largest))
                    {
                        Assert.Fail($"{what}: ∂/∂[{i}, {o}] of {layer} is {actual[p]}, expected {expected[p]}, layer's largest {largest}");
                    }
                }
            }
        }

        for (int p = 0; p < actual.Length; p++)
        {
            if (!(isParameter[p] || actual[p] == 0))
            {
                Assert.Fail($"{what}: padding {p} has gradient {actual[p]}");
            }
        }
    }

    private static ReferenceAutoencoder Reference(Architecture architecture, float[] parameters) =>
        new(architecture, Array.ConvertAll(parameters, p => (double)p));

    private static double[][] Doubles(Architecture architecture, float[] rows, int count) =>
        [.. Enumerable.Range(0, count).Select(r => Array.ConvertAll(
            rows[(r * architecture.RowStride)..((r * architecture.RowStride) + architecture.Features)], x => (double)x))];

    private static double[][] Noise(Architecture architecture, LossGradient loss, int rows)
    {
        int stride = (architecture.Latent + 3) / 4 * 4;
        double[][] noise = new double[rows][];
        for (int r = 0; r < rows; r++)
        {
            noise[r] = new double[architecture.Latent];
            for (int j = 0; architecture.LatentKind == LatentKind.Gaussian && j < architecture.Latent; j++)
            {
                noise[r][j] = loss.Noise[(r * stride) + j];
                Assert.NotEqual(0, noise[r][j]);
            }
        }

        return noise;
    }
}
