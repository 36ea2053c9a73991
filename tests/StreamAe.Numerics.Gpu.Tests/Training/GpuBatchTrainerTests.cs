using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>The device's models against the processor's.</summary>
public sealed class GpuBatchTrainerTests(SharedTrainer shared) : IClassFixture<SharedTrainer>
{
    // Of sums in another order, after the few steps taken here; Adam divides by the gradient's size, so that small gradients count as much as large ones.
    private const double ParameterTolerance = 5e-6;
    private const double LossTolerance = 2e-6;

    public static TheoryData<string> Cases() => [.. All.Keys];

    private static readonly Dictionary<string, (Architecture Architecture, TrainingOptions Options, double Missing)> All = new()
    {
        ["mean squared"] = (TrainingCases.Plain, TrainingCases.Few, 0),
        ["huber"] = (TrainingCases.Plain, TrainingCases.Few with { Loss = ReconstructionLoss.Huber, HuberDelta = 0.5 }, 0),
        ["cross-entropy"] = (new(5, [4], 2, outputActivation: Activation.Sigmoid), TrainingCases.Few with { Loss = ReconstructionLoss.BinaryCrossEntropy }, 0),
        ["masked"] = (TrainingCases.Plain, TrainingCases.Few with { MaskMissing = true }, 0.2),
        ["masked huber of a VAE"] = (TrainingCases.Vae, TrainingCases.Few with { MaskMissing = true, Loss = ReconstructionLoss.Huber }, 0.2),
        ["masked, none missing"] = (TrainingCases.Plain, TrainingCases.Few with { MaskMissing = true }, 0),
        ["VAE"] = (TrainingCases.Vae, TrainingCases.Few, 0),
        ["VAE, annealed"] = (TrainingCases.Vae, TrainingCases.Few with { Variational = new() { Beta = 0.3, Annealing = AnnealingKind.Linear, AnnealingEpochs = 2 } }, 0),
        ["VAE, free bits"] = (TrainingCases.Vae, TrainingCases.Few with { BatchSize = 40, Variational = new() { FreeBits = 0.1 } }, 0),
        ["weight decay"] = (TrainingCases.Plain, TrainingCases.Few with { Regularization = new() { L1 = 0.01, L2 = 0.05 } }, 0),
        ["clipping"] = (TrainingCases.Plain, TrainingCases.Few with { Optimizer = new() { LearningRate = 0.01, ClipNorm = 0.2 } }, 0),
        ["gaussian noise"] = (TrainingCases.Plain, TrainingCases.Few with { Noise = new() { Kind = NoiseKind.Gaussian, Level = 0.2 } }, 0),
        ["gaussian noise, masked"] = (TrainingCases.Plain, TrainingCases.Few with { MaskMissing = true, Noise = new() { Kind = NoiseKind.Gaussian, Level = 0.2 } }, 0.2),
        ["masking noise"] = (TrainingCases.Plain, TrainingCases.Few with { Noise = new() { Kind = NoiseKind.Masking, Level = 0.3 } }, 0),
        ["context"] = (new(4, [4], 2, condition: 2), TrainingCases.Few, 0),
        ["context of a VAE"] = (new(4, [4], 2, LatentKind.Gaussian, condition: 2), TrainingCases.Few, 0),
        ["predicts"] = (new(4, [4], 2, condition: 2), TrainingCases.Few with { HideFeatures = true }, 0),
        ["schedule"] = (TrainingCases.Plain, TrainingCases.Few with { Schedule = new() { Kind = ScheduleKind.Cosine, WarmUpSteps = 5 } }, 0),
        ["deep"] = (new(6, [5, 4, 3], 2, hiddenActivation: Activation.Elu, latentActivation: Activation.Sigmoid), TrainingCases.Few, 0),
        ["no hidden layer"] = (new(6, [], 2, hiddenActivation: Activation.Relu, latentActivation: Activation.LeakyRelu, outputActivation: Activation.Tanh), TrainingCases.Few, 0),
        ["no hidden layer, VAE"] = (new(6, [], 2, LatentKind.Gaussian), TrainingCases.Few, 0),
        ["wide row, narrow inside"] = (new(19, [3], 1), TrainingCases.Few, 0),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Train_EveryOptionOfTheKernel_IsTheProcessorsModel(string name)
    {
        (Architecture architecture, TrainingOptions options, double missing) = All[name];
        bool areShares = options.Loss == ReconstructionLoss.BinaryCrossEntropy;
        ModelRows[] rows = [TrainingCases.Rows(architecture, 43, 3, missing, areShares), TrainingCases.Rows(architecture, 30, 4, missing, areShares)];
        GpuBatchTrainer trainer = shared.Trainer;

        Assert.Null(trainer.FindObstacle(architecture, options));
        IReadOnlyList<TrainedModel> models = trainer.Train(new BatchTraining(architecture, options, rows), null, TestContext.Current.CancellationToken);

        for (int m = 0; m < rows.Length; m++)
        {
            AssertSame(TrainingCases.OnProcessor(architecture, options, rows[m]), models[m]);
        }
    }

    /// <summary>Over several steps: moments come back from device memory as they went there.</summary>
    [Theory]
    [InlineData(40, 30, 5, TrainingPlacement.WeightsAndGradient)]
    [InlineData(60, 40, 8, TrainingPlacement.Weights)]
    internal void Train_ModelOfWhichSharedMemoryHoldsAPart_IsTheProcessors(int features, int hidden, int latent, TrainingPlacement placement)
    {
        var architecture = new Architecture(features, [hidden], latent);
        ModelRows[] rows = [TrainingCases.Rows(architecture, 30, 3), TrainingCases.Rows(architecture, 20, 4)];
        using (GpuDevice device = TestDevices.Open())
        {
            Assert.Equal(placement, TrainingPlan.For(device, architecture, TrainingCases.Few)!.Shape.Placement);
        }

        IReadOnlyList<TrainedModel> models = shared.Trainer.Train(
            new BatchTraining(architecture, TrainingCases.Few, rows), null, TestContext.Current.CancellationToken);

        for (int m = 0; m < rows.Length; m++)
        {
            AssertSame(TrainingCases.OnProcessor(architecture, TrainingCases.Few, rows[m]), models[m]);
        }
    }

    /// <summary>A kernel that held every unit, or none, would pass else.</summary>
    [Fact]
    public void FreeBits_OfTheCase_HoldSomeUnitsAndNotAll()
    {
        (Architecture architecture, TrainingOptions options, _) = All["VAE, free bits"];
        ModelRows rows = TrainingCases.Rows(architecture, 43, 3);
        TrainedModel asGiven = Trained(options.Variational.FreeBits);
        Assert.NotEqual(Trained(0).Parameters, asGiven.Parameters);
        Assert.NotEqual(Trained(100).Parameters, asGiven.Parameters);

        TrainedModel Trained(double freeBits) =>
            TrainingCases.OnProcessor(architecture, options with { Variational = new() { FreeBits = freeBits } }, rows);
    }

    private static void AssertSame(TrainedModel expected, TrainedModel actual) =>
        TrainedModelAssert.Close(expected, actual, ParameterTolerance, LossTolerance);
}
