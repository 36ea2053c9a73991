using System.Security.Cryptography;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>
/// Every sum of the training runs over rows or inputs in order, or in partial sums that no vector width moves, so the vector width does not change a bit of the
/// result: a replay on another machine trains the same model.
/// </summary>
public sealed class TrainedBitsTests
{
    /// <summary>Where <c>SimdWidthProcessTests</c> hands this process's <see cref="Hash"/> to one of another width.</summary>
    public const string Variable = "STREAMAE_TEST_TRAINED_BITS";

    /// <summary>Of the parameters and curves of trainings that between them use every option, with widths that need every tile and remainder.</summary>
    public static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            Append(hash, new Architecture(55, [39, 23], 7, kind), new TrainingOptions());
            Append(hash, new Architecture(53, [39, 23], 7, kind, Activation.Elu, condition: 2), Everything(kind));
        }

        var shares = new Architecture(21, [19], 6, latentActivation: Activation.Sigmoid, outputActivation: Activation.Sigmoid);
        Append(hash, shares, Everything(LatentKind.Deterministic) with { Loss = ReconstructionLoss.BinaryCrossEntropy, PretrainingEpochs = 2 });
        Append(hash, new Architecture(5_000, [19], 6), new TrainingOptions { Optimizer = new() { Kind = OptimizerKind.RmsProp } });
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static TrainingOptions Everything(LatentKind kind) => new()
    {
        Loss = ReconstructionLoss.Huber,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1e-2, ClipNorm = 0.5 },
        Schedule = new() { Kind = ScheduleKind.Cosine, WarmUpSteps = 3 },
        Noise = new() { Kind = NoiseKind.Gaussian },
        Variational = new() { FreeBits = 0.1, Annealing = AnnealingKind.Linear, AnnealingEpochs = 4 },
        MaskMissing = true,
        Regularization = new()
        {
            L1 = 1e-4,
            L2 = 1e-3,
            Dropout = 0.1,
            BatchNormalization = true,
            Sparsity = kind == LatentKind.Deterministic ? SparsityKind.Divergence : SparsityKind.None,
        },
    };

    private static void Append(IncrementalHash hash, Architecture architecture, TrainingOptions options)
    {
        float[] rows = RandomModels.LowRank(architecture, 90, rank: 5, seed: 1);
        for (int i = 0; i < rows.Length && options.Loss == ReconstructionLoss.BinaryCrossEntropy; i++)
        {
            rows[i] = Math.Clamp(rows[i], 0, 1);
        }

        for (int i = 0; i < rows.Length && options.MaskMissing; i += architecture.RowStride + 1)
        {
            rows[i] = i % architecture.RowStride < architecture.Features ? float.NaN : rows[i];
        }

        TrainedModel model = AutoencoderTrainer.Train(architecture, rows, 90, options with { Epochs = 10, MinSteps = 0 });
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(model.Parameters.AsSpan()));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([.. model.Report.TrainingLoss, .. model.Report.ValidationLoss]));
    }

    [Fact]
    public void Train_OtherVectorWidth_GivesTheSameBits() =>
        Assert.Equal(Environment.GetEnvironmentVariable(Variable) ?? Hash(), Hash());
}
