using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>The gradient of every combination of activation, loss, regulariser, latent kind, context and mask against central differences in double.</summary>
public sealed class GradientSweepTests
{
    // Float rounding, relative to the layer's largest gradient. Batch normalisation divides by the spread of few rows, which costs digits.
    private const double Tolerance = 5e-5;
    private const double NormalizedTolerance = 1e-3;
    private const double LossTolerance = 1e-5;

    private static readonly (string Name, RegularizationOptions Options)[] Regularizers =
    [
        ("none", new()),
        ("L1", new() { L1 = 0.03 }),
        ("L2", new() { L2 = 0.2 }),
        ("dropout", new() { Dropout = 0.3 }),
        ("batch normalisation", new() { BatchNormalization = true }),
        ("batch normalisation, dropout, L1, L2", new() { BatchNormalization = true, Dropout = 0.4, L1 = 0.01, L2 = 0.1 }),
        ("divergence sparsity", new() { Sparsity = SparsityKind.Divergence, SparsityTarget = 0.2, SparsityWeight = 0.7 }),
        ("absolute sparsity", new() { Sparsity = SparsityKind.Absolute, SparsityWeight = 0.3 }),
    ];

    public static TheoryData<Activation, ReconstructionLoss, LatentKind> Combinations()
    {
        var data = new TheoryData<Activation, ReconstructionLoss, LatentKind>();
        foreach (Activation hidden in RandomModels.Activations)
        {
            foreach (ReconstructionLoss loss in Enum.GetValues<ReconstructionLoss>())
            {
                foreach (LatentKind kind in RandomModels.LatentKinds)
                {
                    data.Add(hidden, loss, kind);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Compute_EveryRegularizerContextAndMask_IsTheCentralDifference(Activation hidden, ReconstructionLoss loss, LatentKind kind)
    {
        ulong seed = 1;
        foreach ((string name, RegularizationOptions regularization) in Regularizers)
        {
            foreach (int condition in (int[])[0, 2])
            {
                foreach (double missing in (double[])[0, 0.3])
                {
                    if (kind == LatentKind.Gaussian && regularization.Sparsity != SparsityKind.None)
                    {
                        continue;
                    }

                    Activation output = loss == ReconstructionLoss.BinaryCrossEntropy ? Activation.Sigmoid : hidden;
                    Activation latent = regularization.Sparsity == SparsityKind.Divergence && hidden != Activation.Sigmoid ? Activation.Tanh : hidden;
                    var architecture = new Architecture(5, [6, 3], 2, kind, hidden, latent, output, condition);
                    var options = new TrainingOptions
                    {
                        Loss = loss,
                        HuberDelta = 0.6,
                        Regularization = regularization,
                        MaskMissing = missing > 0,
                        Variational = new() { FreeBits = condition > 0 ? 0.05 : 0 },
                    };
                    Check(architecture, options, seed++, missing, $"{architecture}, {loss}, {name}, {missing} missing");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 17)]
    [InlineData(2, 6)]
    public void Compute_ContextOfAnyWidthAtAnyDepth_IsTheCentralDifference(int depth, int condition)
    {
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            var architecture = new Architecture(7, new[] { 9, 5 }[..depth], 3, kind, condition: condition);
            Check(architecture, new TrainingOptions(), seed: 7, missing: 0, architecture.ToString());
        }
    }

    [Fact]
    public void Compute_FreeBitsAboveEveryUnit_LeavesNoDivergenceGradient()
    {
        var architecture = new Architecture(5, [4], 2, LatentKind.Gaussian);
        var generous = new StepFixture(architecture, new TrainingOptions { Variational = new() { FreeBits = 50 } }, 6, seed: 3);
        var without = new StepFixture(architecture, new TrainingOptions(), 6, seed: 3);
        var first = new PhiloxRandom(1);
        var second = new PhiloxRandom(1);

        double free = generous.Compute(beta: 1, ref first);
        double zero = without.Compute(beta: 0, ref second);

        Assert.Equal(zero + (2 * 50), free, 1e-4);
        Assert.Equal(without.Gradient, generous.Gradient);
    }

    [Fact]
    public void Measure_FreeBits_CountEveryUnitAtLeastAtThem()
    {
        // Weights of 0 decode and encode nothing: every unit's divergence is 0, and counts as the free bits.
        var architecture = new Architecture(5, [4], 2, LatentKind.Gaussian);
        var options = new TrainingOptions { Variational = new() { Beta = 2, FreeBits = 0.25 } };
        var step = new StepFixture(architecture, options, 6, seed: 3);
        Array.Clear(step.Parameters);

        Measurement measurement = step.Measure(step.Parameters);

        double squares = step.Doubles(step.Targets, 5).Sum(row => row.Sum(x => x * x));
        Assert.Equal((0.5 * squares / 6) + (2 * 2 * 0.25), measurement.Loss, 1e-5);
    }

    [Fact]
    public void Compute_CrossEntropyOfFarLogits_StaysFiniteAndLinear()
    {
        var architecture = new Architecture(2, [], 1, latentActivation: Activation.Linear, outputActivation: Activation.Sigmoid);
        var step = new StepFixture(architecture, new TrainingOptions { Loss = ReconstructionLoss.BinaryCrossEntropy }, 1, seed: 1);
        Array.Clear(step.Parameters);
        step.Parameters[architecture.Layers[1].BiasOffset] = 500;
        step.Parameters[architecture.Layers[1].BiasOffset + 1] = -500;
        (step.Targets[0], step.Targets[1]) = (0, 0);
        var random = new PhiloxRandom(1);

        // −ln(1 − σ(500)) = 500, −ln(1 − σ(−500)) = 0; mean 250. The slopes are σ − x = 1 and 0, halved.
        Assert.Equal(250, step.Compute(1, ref random), 1e-3);
        Assert.Equal(0.5f, step.Gradient[architecture.Layers[1].BiasOffset], 1e-6f);
        Assert.Equal(0, step.Gradient[architecture.Layers[1].BiasOffset + 1], 1e-30f);
    }

    [Fact]
    public void Compute_NothingObserved_IsNoLossAndNoGradient()
    {
        var architecture = new Architecture(6, [4], 2);
        var step = new StepFixture(architecture, new TrainingOptions { MaskMissing = true }, 5, seed: 4, missing: 1.1);
        var random = new PhiloxRandom(1);

        Assert.Equal(0, step.Compute(1, ref random));
        Assert.All(step.Gradient, g => Assert.Equal(0, g));
    }

    private static void Check(Architecture architecture, TrainingOptions options, ulong seed, double missing, string what)
    {
        const double Beta = 0.7;
        var step = new StepFixture(architecture, options, rows: 7, seed, missing);
        var random = new PhiloxRandom(seed, 1);

        double actual = step.Compute(Beta, ref random);
        (double expected, double[] gradient) = step.Reference(Beta);

        if (!(Math.Abs(actual - expected) <= LossTolerance * Math.Abs(expected)))
        {
            Assert.Fail($"{what}: loss {actual}, expected {expected}");
        }

        double tolerance = (options.Regularization.BatchNormalization ? NormalizedTolerance : Tolerance) * Math.Max(0.01, gradient.Max(Math.Abs));
        for (int p = 0; p < gradient.Length; p++)
        {
            if (!(Math.Abs(step.Gradient[p] - gradient[p]) <= tolerance))
            {
                Assert.Fail($"{what}: gradient of parameter {p} is {step.Gradient[p]}, expected {gradient[p]}, tolerance {tolerance}");
            }
        }
    }
}
