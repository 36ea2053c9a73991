using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>Rows and options that cannot be trained with are refused by name, value, rule and remedy.</summary>
public sealed class BadInputTests
{
    private static readonly Architecture Sigmoid = new(3, [2], 1, outputActivation: Activation.Sigmoid, condition: 1);

    [Theory]
    [InlineData(-0.001f)]
    [InlineData(1.001f)]
    public void Train_CrossEntropyOfRowsOutsideTheirRange_IsRefused(float bad)
    {
        float[] rows = new float[12 * Sigmoid.RowStride];
        rows[(5 * Sigmoid.RowStride) + 2] = bad;

        string message = Refusal(Sigmoid, rows, new() { Loss = ReconstructionLoss.BinaryCrossEntropy });

        Assert.Contains("Row 5, feature 2", message, StringComparison.Ordinal);
        Assert.Contains("[0, 1]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CrossEntropyWithAContextBeyondOne_IsFine()
    {
        float[] rows = new float[12 * Sigmoid.RowStride];
        rows[3] = 7;

        TrainedModel model = AutoencoderTrainer.Train(
            Sigmoid, rows, 12, new() { Loss = ReconstructionLoss.BinaryCrossEntropy, Epochs = 2, MinSteps = 0 }, TestContext.Current.CancellationToken);

        Assert.True(model.IsUsable);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NaN, 3)]
    public void Train_MaskedRowsWithInfinityOrAContextMissing_AreRefused(float bad, int at)
    {
        float[] rows = new float[12 * Sigmoid.RowStride];
        rows[at] = bad;

        Assert.Contains($"Row 0, feature {at}", Refusal(Sigmoid, rows, new() { MaskMissing = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NaNWithoutTheMask_NamesTheOption()
    {
        float[] rows = new float[12 * Sigmoid.RowStride];
        rows[1] = float.NaN;

        Assert.Contains("MaskMissing", Refusal(Sigmoid, rows, new()), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OptionsThatDoNotFitTheArchitecture_AreRefused()
    {
        var linear = new Architecture(3, [2], 1, latentActivation: Activation.Linear);
        var gaussian = new Architecture(3, [2], 1, LatentKind.Gaussian);
        float[] rows = new float[12 * 4];

        Assert.Contains("sigmoid output", Refusal(linear, rows, new() { Loss = ReconstructionLoss.BinaryCrossEntropy }), StringComparison.Ordinal);
        Assert.Contains("tanh or sigmoid", Refusal(linear, rows, Sparse(SparsityKind.Divergence)), StringComparison.Ordinal);
        Assert.Contains("VAE", Refusal(gaussian, rows, Sparse(SparsityKind.Absolute)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HuberDelta")]
    [InlineData("PretrainingEpochs")]
    [InlineData("Momentum")]
    [InlineData("ClipNorm")]
    [InlineData("Schedule.Epochs")]
    [InlineData("Schedule.Factor")]
    [InlineData("Schedule.WarmUpSteps")]
    [InlineData("L1")]
    [InlineData("L2")]
    [InlineData("Dropout")]
    [InlineData("SparsityTarget")]
    [InlineData("SparsityWeight")]
    [InlineData("Noise.Level")]
    [InlineData("AnnealingEpochs")]
    [InlineData("FreeBits")]
    public void Train_OptionOutOfRange_IsNamed(string option)
    {
        TrainingOptions options = option switch
        {
            "HuberDelta" => new() { HuberDelta = 0 },
            "PretrainingEpochs" => new() { PretrainingEpochs = -1 },
            "Momentum" => new() { Optimizer = new() { Momentum = 1 } },
            "ClipNorm" => new() { Optimizer = new() { ClipNorm = -1 } },
            "Schedule.Epochs" => new() { Schedule = new() { Epochs = 0 } },
            "Schedule.Factor" => new() { Schedule = new() { Factor = 1 } },
            "Schedule.WarmUpSteps" => new() { Schedule = new() { WarmUpSteps = -1 } },
            "L1" => new() { Regularization = new() { L1 = double.NaN } },
            "L2" => new() { Regularization = new() { L2 = -1 } },
            "Dropout" => new() { Regularization = new() { Dropout = 0.95 } },
            "SparsityTarget" => new() { Regularization = new() { SparsityTarget = 0 } },
            "SparsityWeight" => new() { Regularization = new() { SparsityWeight = -1 } },
            "Noise.Level" => new() { Noise = new() { Kind = NoiseKind.Masking, Level = 0.96 } },
            "AnnealingEpochs" => new() { Variational = new() { AnnealingEpochs = 0 } },
            _ => new() { Variational = new() { FreeBits = 101 } },
        };

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => AutoencoderTrainer.Train(new Architecture(4, [], 1), new float[4], 1, options, TestContext.Current.CancellationToken));

        Assert.Equal(option, error.ParamName);
    }

    private static TrainingOptions Sparse(SparsityKind kind) => new() { Regularization = new() { Sparsity = kind } };

    private static string Refusal(Architecture architecture, float[] rows, TrainingOptions options) => Assert.Throws<ArgumentException>(
        () => AutoencoderTrainer.Train(architecture, rows, 12, options, TestContext.Current.CancellationToken)).Message;
}
