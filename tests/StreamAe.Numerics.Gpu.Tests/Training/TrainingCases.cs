using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>Small models to train, and rows that have something to learn.</summary>
internal static class TrainingCases
{
    /// <summary>Few steps of few rows: a simulated group is slow.</summary>
    public static TrainingOptions Few { get; } = new() { Epochs = 3, MinSteps = 0, BatchSize = 12, Patience = 0, Optimizer = new() { LearningRate = 0.01 } };

    public static Architecture Plain { get; } = new(5, [4], 2);

    public static Architecture Vae { get; } = new(5, [4], 2, LatentKind.Gaussian);

    /// <summary>Features that are noisy copies of two hidden numbers; context is one of them.</summary>
    /// <param name="missing">Share of the features that are NaN.</param>
    public static ModelRows Rows(Architecture architecture, int count, ulong seed, double missing = 0, bool areShares = false)
    {
        var random = new PhiloxRandom(seed, 77);
        float[] rows = new float[count * architecture.RowStride];
        for (int r = 0; r < count; r++)
        {
            (float a, float b) = (random.NextGaussian(), random.NextGaussian());
            Span<float> row = rows.AsSpan(r * architecture.RowStride, architecture.Features + architecture.Condition);
            for (int d = 0; d < row.Length; d++)
            {
                float value = (d % 2 == 0 ? a : b) + (0.2f * random.NextGaussian());
                value = areShares ? 1 / (1 + MathF.Exp(-value)) : value;
                row[d] = d < architecture.Features && random.NextSingle() < missing ? float.NaN : value;
            }
        }

        return new ModelRows(rows, count, seed);
    }

    public static TrainedModel OnProcessor(Architecture architecture, TrainingOptions options, ModelRows model) =>
        AutoencoderTrainer.Train(architecture, model.Rows.Span, model.RowCount, options with { Seed = model.Seed });
}
