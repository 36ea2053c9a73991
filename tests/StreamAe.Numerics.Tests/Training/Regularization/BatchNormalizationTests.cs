using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed unsafe class BatchNormalizationTests
{
    private static readonly TrainingOptions Normalized = new() { Regularization = new() { BatchNormalization = true } };

    [Fact]
    public void Fold_AfterSteps_ScoresWhatTheNetworkSaysWithItsRunningStatistics()
    {
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            foreach (int condition in (int[])[0, 3])
            {
                var architecture = new Architecture(9, [17, 6], 3, kind, Activation.Elu, condition: condition);
                var step = new StepFixture(architecture, Normalized, rows: 12, seed: 8);
                var random = new PhiloxRandom(1);
                for (int i = 0; i < 4; i++)
                {
                    step.Compute(1, ref random);
                }

                float[] slot = new float[architecture.SlotFloats];
                fixed (float* p = step.Parameters)
                {
                    step.Step.Normalization!.Fold(p, slot);
                }

                var arena = new ModelArena(architecture);
                int index = arena.Allocate(slot);
                var scored = new ScorerSuite.Scored(new ScalarScorer(), arena, [.. Enumerable.Repeat(index, 12)], step.Inputs);
                double[][] expected = Inference(architecture, step);
                for (int r = 0; r < 12; r++)
                {
                    for (int d = 0; d < architecture.Features; d++)
                    {
                        Assert.Equal(expected[r][d], scored.Reconstructions[(r * architecture.RowStride) + d], 1e-5);
                    }
                }
            }
        }
    }

    [Fact]
    public void Running_FirstBatches_AreAveragedEvenly()
    {
        var architecture = new Architecture(4, [5], 2);
        var step = new StepFixture(architecture, Normalized, rows: 6, seed: 2);
        var random = new PhiloxRandom(1);

        step.Compute(1, ref random);
        (float[] means, float[] variances) = step.Step.Normalization!.Running(0);

        // The sums of the first layer, without its bias, over the one batch that was seen.
        double[][] inputs = step.Doubles(step.Inputs, 4);
        DenseLayer layer = architecture.Layers[0];
        for (int o = 0; o < layer.Outputs; o++)
        {
            double[] sums = [.. inputs.Select(row => row.Select((x, i) => x * step.Parameters[layer.WeightOffset + (i * layer.OutputStride) + o]).Sum())];
            double mean = sums.Average();
            Assert.Equal(mean, means[o], 1e-5);
            Assert.Equal(sums.Sum(s => (s - mean) * (s - mean)) / 5, variances[o], 1e-5);
        }
    }

    [Fact]
    public void Train_Normalized_ReturnsAPlainModelThatLearnt()
    {
        var architecture = new Architecture(12, [10], 4);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);

        TrainedModel model = AutoencoderTrainer.Train(
            architecture, rows, 400, Normalized with { MinSteps = 1500, Optimizer = new() { LearningRate = 3e-3 } }, TestContext.Current.CancellationToken);

        var arena = new ModelArena(architecture);
        int slot = arena.Allocate(model.Parameters);
        var scored = new ScorerSuite.Scored(
            new ScalarScorer(), arena, [.. Enumerable.Repeat(slot, 100)], RandomModels.LowRank(architecture, 100, rank: 3, seed: 2, skip: 400));
        Assert.True(scored.Errors.Average() < 0.1, $"error {scored.Errors.Average()}");
        Assert.Equal(model.Report.BestLoss, model.Report.Figures.MeanSquaredError, 1e-6);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(30, 1)]
    public void Train_BatchesOfOneRow_GoWithoutAndSaySo(int count, int batchSize)
    {
        var architecture = new Architecture(4, [3], 2);
        float[] rows = RandomModels.LowRank(architecture, count, rank: 2, seed: 2);

        TrainedModel model = AutoencoderTrainer.Train(
            architecture, rows, count, Normalized with { BatchSize = batchSize, Epochs = 3, MinSteps = 0 }, TestContext.Current.CancellationToken);

        Assert.Contains(model.Report.Warnings, w => w.Contains("Batch normalisation is off", StringComparison.Ordinal));
        Assert.True(model.IsUsable);
    }

    [Fact]
    public void Train_LastBatchOfOneRow_IsLeftOut()
    {
        // 9 rows, all fitting, in batches of 4: 4, 4 and 1.
        Assert.Equal(2, BatchPlan.For(Normalized with { BatchSize = 4 }, 9, 9).StepsPerEpoch);
        Assert.Equal(3, BatchPlan.For(Normalized with { BatchSize = 4 }, 10, 10).StepsPerEpoch);
        Assert.Equal(3, BatchPlan.For(new TrainingOptions { BatchSize = 4 }, 9, 9).StepsPerEpoch);
    }

    [Fact]
    public void Train_ConstantFeatures_StaysFinite()
    {
        var architecture = new Architecture(6, [5], 3);
        float[] rows = new float[20 * architecture.RowStride];

        TrainedModel model = AutoencoderTrainer.Train(
            architecture, rows, 20, Normalized with { Epochs = 30, MinSteps = 0 }, TestContext.Current.CancellationToken);

        Assert.True(model.IsUsable);
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
    }

    private static double[][] Inference(Architecture architecture, StepFixture step)
    {
        var objective = new ReferenceObjective(architecture, Normalized, Array.ConvertAll(step.Parameters, p => (double)p))
        {
            LatentNoise = [.. Enumerable.Range(0, 12).Select(_ => new double[architecture.Latent])],
            RunningStatistics = step.Step.Normalization!.Running,
        };
        objective.Loss(step.Doubles(step.Inputs, architecture.Features + architecture.Condition), step.Doubles(step.Targets, architecture.Features));
        return objective.Reconstructions;
    }
}
