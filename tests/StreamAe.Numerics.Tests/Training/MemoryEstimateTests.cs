using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>Not in parallel: it measures what the process allocates.</summary>
[Collection(nameof(MemoryEstimateTests))]
[CollectionDefinition(nameof(MemoryEstimateTests), DisableParallelization = true)]
public sealed class MemoryEstimateTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("normalized")]
    [InlineData("vae")]
    [InlineData("dropout")]
    public void For_AMidSizeTraining_IsWhatItAllocates(string kind)
    {
        LatentKind latent = kind == "vae" ? LatentKind.Gaussian : LatentKind.Deterministic;
        var architecture = new Architecture(6_000, [64, 40], 16, latent, condition: kind == "vae" ? 3 : 0);
        TrainingOptions options = new()
        {
            Epochs = 1,
            MinSteps = 0,
            Regularization = new() { BatchNormalization = kind == "normalized", Dropout = kind == "dropout" ? 0.2 : 0 },
            Optimizer = new() { Kind = kind == "dropout" ? OptimizerKind.Sgd : OptimizerKind.Adam },
            Noise = new() { Kind = kind == "dropout" ? NoiseKind.Gaussian : NoiseKind.None },
        };
        float[] rows = new float[40 * architecture.RowStride];
        MemoryEstimate estimate = MemoryEstimate.For(architecture, options, 40);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        AutoencoderTrainer.Train(architecture, rows, 40, options, TestContext.Current.CancellationToken);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0.8 * estimate.TotalBytes, 1.2 * estimate.TotalBytes);
        Assert.Equal(rows.Length * 4L, estimate.RowBytes);
        Assert.Equal(architecture.ParameterCount, estimate.Parameters);
    }

    [Fact]
    public void For_GenomicWidths_IsBoundedByTheWeights()
    {
        var architecture = new Architecture(100_000, [64], 16);
        MemoryEstimate estimate = MemoryEstimate.For(architecture, new TrainingOptions(), 500);

        // Weights, best weights, gradient and two moments, and a batch of 32 rows in and out.
        Assert.InRange(estimate.TotalBytes, 5 * 4 * architecture.ParameterCount, 5.6 * 4 * architecture.ParameterCount);
        Assert.StartsWith("12,902,192 parameters; training holds 285 MB (weights 104 MB", estimate.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("beside 200 MB of rows", estimate.ToString(), StringComparison.Ordinal);
    }
}
