using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>What each option does to a whole training.</summary>
public sealed class TrainingOptionsTests
{
    private static readonly TrainingOptions Brief = new() { Epochs = 5, MinSteps = 0 };

    [Fact]
    public void Train_SparseByDivergence_MeanActivationComesNearTheTarget()
    {
        var architecture = new Architecture(12, [10], 8, latentActivation: Activation.Sigmoid);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);

        double Activity(RegularizationOptions regularization)
        {
            TrainedModel model = Train(architecture, rows, new() { MinSteps = 2_000, Regularization = regularization, Optimizer = new() { LearningRate = 3e-3 } });
            return Codes(model, rows).Average();
        }

        Assert.Equal(0.1, Activity(new() { Sparsity = SparsityKind.Divergence, SparsityTarget = 0.1 }), 0.03);
        Assert.True(Activity(new()) > 0.3);
    }

    [Fact]
    public void Train_SparseByAbsoluteValue_QuietensTheCode()
    {
        var architecture = new Architecture(12, [10], 8);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);

        double Activity(SparsityKind kind) => Codes(
            Train(architecture, rows, new() { Regularization = new() { Sparsity = kind, SparsityWeight = 0.2 }, Optimizer = new() { LearningRate = 3e-3 } }), rows).Average(Math.Abs);

        Assert.True(Activity(SparsityKind.Absolute) < 0.5 * Activity(SparsityKind.None));
    }

    [Theory]
    [InlineData(NoiseKind.Gaussian, 0.5)]
    [InlineData(NoiseKind.Masking, 0.3)]
    [InlineData(NoiseKind.SaltAndPepper, 0.1)]
    public void Train_Denoising_OutputIsNearerToTheCleanRowThanItsInput(NoiseKind kind, double level)
    {
        var architecture = new Architecture(16, [14], 4);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);
        float[] unseen = RandomModels.LowRank(architecture, 200, rank: 3, seed: 2, skip: 400);
        var noise = new NoiseOptions { Kind = kind, Level = level };
        TrainedModel model = Train(architecture, rows, new() { MinSteps = 2_000, Noise = noise, Optimizer = new() { LearningRate = 3e-3 } });

        float[] spoilt = Spoilt(architecture, noise, unseen);
        double before = MeanSquare(spoilt, unseen);
        double after = MeanSquare(Score(model, spoilt).Reconstructions, unseen);

        Assert.True(after < 0.7 * before, $"{before} before, {after} after");
    }

    [Fact]
    public void Train_GivenTheContext_ReconstructsBetterThanWithoutIt()
    {
        // Two classes whose features stand in opposite relations, and a code too narrow to tell them apart.
        double Error(int condition)
        {
            var architecture = new Architecture(8, [10], 1, condition: condition);
            var random = new PhiloxRandom(3);
            float[] rows = new float[400 * architecture.RowStride];
            for (int r = 0; r < 400; r++)
            {
                float factor = random.NextGaussian();
                for (int d = 0; d < 8; d++)
                {
                    float sign = r % 2 == 0 || d % 2 == 0 ? 1 : -1;
                    rows[(r * architecture.RowStride) + d] = (sign * factor) + ((r % 2) * 0.5f * d);
                }

                if (condition > 0)
                {
                    rows[(r * architecture.RowStride) + 8 + (r % 2)] = 1;
                }
            }

            return Train(architecture, rows, new() { MinSteps = 1_500, Optimizer = new() { LearningRate = 5e-3 } }).Report.Figures.MeanSquaredError;
        }

        (double without, double with) = (Error(0), Error(2));
        Assert.True(with < 0.5 * without, $"{without} without, {with} with");
    }

    [Fact]
    public void Train_MissingEntriesMasked_LearnsTheRelationFromTheRest()
    {
        var architecture = new Architecture(12, [10], 4);
        float[] rows = RandomModels.LowRank(architecture, 600, rank: 2, seed: 2);
        var random = new PhiloxRandom(8);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = random.NextSingle() < 0.2 ? float.NaN : rows[i];
        }

        TrainedModel model = Train(architecture, rows, new() { MinSteps = 2_000, MaskMissing = true, Optimizer = new() { LearningRate = 3e-3 } });

        Assert.True(model.Report.Figures.MeanSquaredError < 0.3, $"error {model.Report.Figures.MeanSquaredError}");
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void Train_MaskOnButNothingMissing_ChangesNoBit()
    {
        var architecture = new Architecture(7, [5], 2);
        float[] rows = RandomModels.LowRank(architecture, 50, rank: 2, seed: 2);

        Assert.Equal(Train(architecture, rows, Brief).Parameters, Train(architecture, rows, Brief with { MaskMissing = true }).Parameters);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.05)]
    [InlineData(OptimizerKind.RmsProp, 1e-3)]
    public void Train_OtherOptimizers_Learn(OptimizerKind kind, double rate)
    {
        var architecture = new Architecture(12, [10], 4);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);

        TrainingReport report = Train(architecture, rows, new() { MinSteps = 2_000, Optimizer = new() { Kind = kind, LearningRate = rate } }).Report;

        Assert.True(report.BestLoss < 0.3, $"loss {report.BestLoss}");
    }

    [Fact]
    public void Train_Clipped_SurvivesARateThatDivergesOtherwise()
    {
        var architecture = new Architecture(6, [5], 2, hiddenActivation: Activation.Relu);
        float[] rows = RandomModels.LowRank(architecture, 100, rank: 2, seed: 2);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] *= 100;
        }

        TrainingOutcome Outcome(double clip) => Train(
            architecture, rows, Brief with { Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1, ClipNorm = clip } }).Report.Outcome;

        Assert.Equal(TrainingOutcome.Diverged, Outcome(0));
        Assert.NotEqual(TrainingOutcome.Diverged, Outcome(0.1));
    }

    [Fact]
    public void Train_Annealed_IsComparedAtTheFullBetaAndWaitsForTheRise()
    {
        var architecture = new Architecture(12, [10], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 200, rank: 3, seed: 2);
        var variational = new VariationalOptions { Beta = 2, Annealing = AnnealingKind.Linear, AnnealingEpochs = 30 };
        var options = new TrainingOptions { Epochs = 200, MinSteps = 0, Patience = 1, Variational = variational, Optimizer = new() { LearningRate = 1e-2 } };

        TrainedModel model = Train(architecture, rows, options);

        Assert.True(model.Report.ValidationLoss.Count > 30, $"{model.Report.ValidationLoss.Count} epochs");
        ValidationFigures figures = model.Report.Figures;
        Assert.Equal((0.5 * 12 * figures.MeanSquaredError) + (2 * figures.Divergence), model.Report.BestLoss, 1e-4);
    }

    [Fact]
    public void Train_Scheduled_ReportsTheRateOfEachEpoch()
    {
        var architecture = new Architecture(4, [], 2);
        float[] rows = RandomModels.LowRank(architecture, 40, rank: 2, seed: 2);
        TrainingOptions options = Brief with { Schedule = new() { Kind = ScheduleKind.Step, Epochs = 2, Factor = 0.1 } };

        IReadOnlyList<float> rates = Train(architecture, rows, options).Report.LearningRate;

        float[] expected = [1e-3f, 1e-3f, 1e-4f, 1e-4f, 1e-5f];
        Assert.Equal(expected.Length, rates.Count);
        Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 1e-9f));
    }

    [Theory]
    [InlineData(InitializationKind.Xavier, Activation.Relu, 61 + 97)]
    [InlineData(InitializationKind.He, Activation.Tanh, 61)]
    [InlineData(InitializationKind.Automatic, Activation.Relu, 61)]
    [InlineData(InitializationKind.Automatic, Activation.Tanh, 61 + 97)]
    public void Fill_Kind_SpreadsByItsFan(InitializationKind kind, Activation hidden, int fan)
    {
        var architecture = new Architecture(61, [97], 5, hiddenActivation: hidden);
        float[] parameters = new float[architecture.SlotFloats];
        var random = new PhiloxRandom(1);

        WeightInitialization.Fill(architecture, parameters, ref random, kind);

        float largest = parameters.AsSpan(0, architecture.Layers[0].BiasOffset).ToArray().Max(MathF.Abs);
        Assert.Equal(Math.Sqrt(6.0 / fan), largest, 0.01 * largest);
    }

    private static TrainedModel Train(Architecture architecture, float[] rows, TrainingOptions options) =>
        AutoencoderTrainer.Train(architecture, rows, rows.Length / architecture.RowStride, options, TestContext.Current.CancellationToken);

    private static float[] Codes(TrainedModel model, float[] rows)
    {
        var reference = new ReferenceAutoencoder(model.Architecture, Array.ConvertAll(model.Parameters, p => (double)p));
        return [.. rows.Chunk(model.Architecture.RowStride)
            .SelectMany(row => reference.Encode(Array.ConvertAll(row[..model.Architecture.Features], x => (double)x)))
            .Select(a => (float)a)];
    }

    private static ScorerSuite.Scored Score(TrainedModel model, float[] rows)
    {
        var arena = new ModelArena(model.Architecture);
        int slot = arena.Allocate(model.Parameters);
        return new ScorerSuite.Scored(new ScalarScorer(), arena, [.. Enumerable.Repeat(slot, rows.Length / model.Architecture.RowStride)], rows);
    }

    private static unsafe float[] Spoilt(Architecture architecture, NoiseOptions options, float[] rows)
    {
        int count = rows.Length / architecture.RowStride;
        TrainingRows data = TrainingRows.Check(architecture, rows, count, new TrainingOptions());
        var noise = new InputNoise(architecture, options, in data, [.. Enumerable.Range(0, count)], new PhiloxRandom(77));
        float[] spoilt = [.. rows];
        fixed (float* x = spoilt)
        {
            noise.Spoil(x, count);
        }

        return spoilt;
    }

    private static double MeanSquare(ReadOnlySpan<float> one, float[] two)
    {
        double sum = 0;
        for (int i = 0; i < two.Length; i++)
        {
            sum += (one[i] - two[i]) * (double)(one[i] - two[i]);
        }

        return sum / two.Length;
    }
}
