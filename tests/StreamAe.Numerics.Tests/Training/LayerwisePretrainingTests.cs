using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class LayerwisePretrainingTests
{
    private static readonly TrainingOptions OneEpoch = new() { Epochs = 1, MinSteps = 0, Optimizer = new() { LearningRate = 3e-3 } };

    [Theory]
    [InlineData(LatentKind.Deterministic, 0, false)]
    [InlineData(LatentKind.Gaussian, 0, false)]
    [InlineData(LatentKind.Deterministic, 3, false)]
    [InlineData(LatentKind.Gaussian, 3, false)]
    [InlineData(LatentKind.Deterministic, 0, true)]
    public void Train_Pretrained_StartsFromALowerLoss(LatentKind kind, int condition, bool missing)
    {
        var architecture = new Architecture(20, [14, 9], 4, kind, condition: condition);
        float[] rows = RandomModels.LowRank(architecture, 300, rank: 3, seed: 6);
        for (int i = 0; missing && i < rows.Length; i += 7)
        {
            rows[i] = float.NaN;
        }

        TrainingOptions options = OneEpoch with { MaskMissing = missing };
        TrainingReport joint = Train(architecture, rows, options);
        TrainingReport pretrained = Train(architecture, rows, options with { PretrainingEpochs = 40 });

        Assert.True(
            pretrained.ValidationLoss[0] < 0.7 * joint.ValidationLoss[0], $"{joint.ValidationLoss[0]}, pretrained {pretrained.ValidationLoss[0]}");
    }

    [Fact]
    public void Train_PretrainedWithEverythingElse_IsUsableAndDeterministic()
    {
        var architecture = new Architecture(9, [7, 5], 3, latentActivation: Activation.Sigmoid, outputActivation: Activation.Sigmoid);
        float[] rows = Shares(architecture, 60);
        TrainingOptions options = OneEpoch with
        {
            PretrainingEpochs = 3,
            Loss = ReconstructionLoss.BinaryCrossEntropy,
            Noise = new() { Kind = NoiseKind.SaltAndPepper },
            Regularization = new() { BatchNormalization = true, Dropout = 0.2, L2 = 1e-3, Sparsity = SparsityKind.Divergence },
        };

        float[] one = AutoencoderTrainer.Train(architecture, rows, 60, options, TestContext.Current.CancellationToken).Parameters;
        float[] two = AutoencoderTrainer.Train(architecture, rows, 60, options, TestContext.Current.CancellationToken).Parameters;

        Assert.Equal(one, two);
        Assert.All(one, p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void Train_PretrainingDiverges_SaysSo()
    {
        var architecture = new Architecture(5, [4], 2);
        float[] rows = RandomModels.LowRank(architecture, 20, rank: 2, seed: 1);
        foreach (ref float value in rows.AsSpan())
        {
            value *= 1e30f;
        }

        TrainingReport report = Train(architecture, rows, OneEpoch with { PretrainingEpochs = 2 });

        Assert.Contains(report.Warnings, w => w.Contains("pretraining diverged", StringComparison.Ordinal));
        Assert.Equal(TrainingOutcome.Diverged, report.Outcome);
    }

    internal static float[] Shares(Architecture architecture, int count)
    {
        float[] rows = RandomModels.LowRank(architecture, count, rank: 2, seed: 4);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % architecture.RowStride < architecture.Features ? 1 / (1 + MathF.Exp(-2 * rows[i])) : 0;
        }

        return rows;
    }

    private static TrainingReport Train(Architecture architecture, float[] rows, TrainingOptions options) =>
        AutoencoderTrainer.Train(architecture, rows, rows.Length / architecture.RowStride, options, TestContext.Current.CancellationToken).Report;
}
