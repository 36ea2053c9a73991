using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class HiddenFeaturesTests
{
    private const int Rows = 2000;

    [Fact]
    public void Train_HiddenFeatures_LearnsThemFromTheContextAndNotFromThemselves()
    {
        // x = sin(2c) + noise nobody can tell.
        var architecture = new Architecture(features: 1, hidden: [8], latent: 2, condition: 1);
        var random = new PhiloxRandom(1);
        float[] rows = new float[Rows * architecture.RowStride];
        for (int i = 0; i < Rows; i++)
        {
            float context = random.NextGaussian();
            rows[i * architecture.RowStride] = MathF.Sin(2 * context) + (0.5f * random.NextGaussian());
            rows[(i * architecture.RowStride) + 1] = context;
        }

        TrainedModel hidden = AutoencoderTrainer.Train(
            architecture, rows, Rows, new TrainingOptions { HideFeatures = true, Epochs = 60 }, TestContext.Current.CancellationToken);
        TrainedModel seen = AutoencoderTrainer.Train(architecture, rows, Rows, new TrainingOptions { Epochs = 60 }, TestContext.Current.CancellationToken);

        // 0.25 is what the context leaves; one that sees the feature copies it.
        Assert.InRange(hidden.Report.Figures!.MeanSquaredError, 0.2f, 0.36f);
        Assert.InRange(seen.Report.Figures!.MeanSquaredError, 0, 0.1f);
        Assert.Equal(hidden.Report.Figures!.MeanSquaredError, ErrorWithoutFeatures(architecture, hidden, rows), 0.06f);
        Assert.True(ErrorWithoutFeatures(architecture, seen, rows) > 0.4f);
    }

    private static float ErrorWithoutFeatures(Architecture architecture, TrainedModel model, float[] rows)
    {
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate(model.Parameters);
        float[] inputs = [.. rows];
        for (int i = 0; i < Rows; i++)
        {
            inputs[i * architecture.RowStride] = 0;
        }

        int[] slots = new int[Rows];
        Array.Fill(slots, slot);
        float[] reconstructions = new float[rows.Length];
        new SimdScorer().Score(arena, new ScoreBatch(slots, inputs, reconstructions, new float[Rows], new float[Rows]));
        double sum = 0;
        for (int i = 0; i < rows.Length; i += architecture.RowStride)
        {
            sum += Math.Pow(rows[i] - reconstructions[i], 2);
        }

        return (float)(sum / Rows);
    }
}
