using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed unsafe class AutoencoderTrainerTests
{
    private static readonly TrainingOptions Quick = new() { Epochs = 5, MinSteps = 0 };

    [Fact]
    public void Train_SameSeed_GivesTheSameBits()
    {
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            var architecture = new Architecture(9, [6], 3, kind);
            float[] rows = RandomModels.LowRank(architecture, 100, rank: 3, seed: 1);

            TrainedModel one = Train(architecture, rows, 100, Quick);
            TrainedModel two = Train(architecture, rows, 100, Quick);
            TrainedModel other = Train(architecture, rows, 100, Quick with { Seed = 2 });

            Assert.Equal(one.Parameters, two.Parameters);
            Assert.Equal(one.Report.ValidationLoss, two.Report.ValidationLoss);
            Assert.Equal(one.Report.TrainingLoss, two.Report.TrainingLoss);
            Assert.NotEqual(one.Parameters, other.Parameters);
        }
    }

    [Fact]
    public void Train_ManyThreads_GiveTheSameBits()
    {
        var architecture = new Architecture(9, [6], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 60, rank: 3, seed: 1);
        TrainedModel expected = Train(architecture, rows, 60, Quick);

        Parallel.For(0, 16, _ => Assert.Equal(expected.Parameters, Train(architecture, rows, 60, Quick).Parameters));
    }

    [Fact]
    public void Train_LowRankRows_AreReconstructed()
    {
        var architecture = new Architecture(12, [10], 4);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 2);

        TrainedModel model = Train(architecture, rows, 400, new TrainingOptions { MinSteps = 3_000, Optimizer = new() { LearningRate = 3e-3 } });

        // Rows of unit variance: a model that learnt nothing scores 1.
        float error = Score(model, RandomModels.LowRank(architecture, 100, rank: 3, seed: 2, skip: 400)).Errors.Average();
        Assert.True(error < 0.05, $"error of unseen rows {error}");
        Assert.True(model.Report.TrainingLoss[^1] < 0.1 * model.Report.TrainingLoss[0]);
        Assert.True(model.IsUsable);
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Train_LowRankRows_SeparatesRowsThatBreakTheRelation(LatentKind kind)
    {
        var architecture = new Architecture(12, [10], 4, kind);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 3);
        TrainedModel model = Train(architecture, rows, 400, new TrainingOptions { MinSteps = 2_000, Optimizer = new() { LearningRate = 3e-3 } });
        var random = new PhiloxRandom(9);

        float[] normal = Score(model, RandomModels.LowRank(architecture, 200, rank: 3, seed: 3, skip: 400)).Errors;
        // The same variance feature by feature, without the relation between them.
        float[] anomalous = Score(model, RandomModels.Rows(architecture, 200, ref random)).Errors;

        int rightlyOrdered = normal.Sum(n => anomalous.Count(a => a > n));
        double rocAuc = rightlyOrdered / (200.0 * 200);
        Assert.True(rocAuc > 0.97, $"ROC-AUC {rocAuc}");
    }

    [Fact]
    public void Train_LatentAsWideAsTheRow_StillLearns()
    {
        var architecture = new Architecture(3, [8], 5);
        float[] rows = RandomModels.LowRank(architecture, 4, rank: 3, seed: 4);

        TrainedModel model = Train(architecture, rows, 4, new TrainingOptions());

        Assert.True(model.Report.BestLoss < 0.05, $"loss {model.Report.BestLoss}");
    }

    [Fact]
    public void Train_StoppedEarly_ReturnsTheBestEpochsParameters()
    {
        // Few rows of pure noise: the validation loss turns while the training loss still falls.
        var architecture = new Architecture(10, [16], 8);
        var random = new PhiloxRandom(5);
        float[] rows = RandomModels.Rows(architecture, 40, ref random);
        var options = new TrainingOptions { Epochs = 2_000, MinSteps = 0, Patience = 7, Optimizer = new() { LearningRate = 1e-2 } };

        TrainedModel model = Train(architecture, rows, 40, options);

        TrainingReport report = model.Report;
        Assert.Equal(TrainingOutcome.StoppedEarly, report.Outcome);
        Assert.Equal(report.ValidationLoss.Count, report.BestEpoch + 7);
        Assert.Equal(report.ValidationLoss.Min(), report.BestLoss);
        Assert.Equal(report.TrainingLoss.Count, report.ValidationLoss.Count);

        // Training exactly that many epochs ends with the same parameters.
        TrainedModel again = Train(architecture, rows, 40, options with { Epochs = report.BestEpoch });
        Assert.Equal(again.Parameters, model.Parameters);
        Assert.Equal(TrainingOutcome.Completed, again.Report.Outcome);
    }

    [Theory]
    [InlineData(40, 0.25, LatentKind.Deterministic)]
    [InlineData(40, 0.0, LatentKind.Deterministic)]
    [InlineData(9, 0.5, LatentKind.Deterministic)]
    [InlineData(2, 0.5, LatentKind.Deterministic)]
    [InlineData(75, 0.1, LatentKind.Gaussian)]
    [InlineData(40, 0.0, LatentKind.Gaussian)]
    public void Train_AnyRows_BestLossIsTheLossOfTheReturnedParameters(int count, double validationShare, LatentKind kind)
    {
        var architecture = new Architecture(6, [5], 2, kind);
        var random = new PhiloxRandom(6);
        float[] rows = RandomModels.Rows(architecture, count, ref random);
        var options = new TrainingOptions { Epochs = 30, MinSteps = 0, ValidationShare = validationShare, Optimizer = new() { LearningRate = 0.05 }, Variational = new() { Beta = 0.5 }, BatchSize = 8 };

        TrainedModel model = Train(architecture, rows, count, options);

        TrainingReport report = model.Report;
        Assert.Equal(count, report.FittingRows + report.ValidationRows);
        int[] order = PreparedTraining.SplitOrder(count, options.Seed);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
        int[] measured = report.ValidationRows > 0 ? order[report.FittingRows..] : order;
        float[] chosen = GC.AllocateArray<float>(measured.Length * architecture.RowStride, pinned: true);
        for (int r = 0; r < measured.Length; r++)
        {
            rows.AsSpan(measured[r] * architecture.RowStride, architecture.RowStride).CopyTo(chosen.AsSpan(r * architecture.RowStride));
        }

        double loss;
        fixed (float* p = model.Parameters, x = chosen)
        {
            var measurement = new Measurement(architecture, options);
            new LossGradient(architecture, measured.Length).Measure(p, x, x, measured.Length, masked: false, measurement);
            loss = measurement.Loss;
        }

        Assert.Equal(loss, report.BestLoss, loss * 1e-5);
        Assert.Equal(report.ValidationLoss.Min(), report.BestLoss);
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Train_WithoutValidation_IsAdamOverBatchesShuffledAnewEachEpoch(LatentKind kind)
    {
        const int Rows = 23;
        const int Epochs = 3;
        const ulong Seed = 5;
        var architecture = new Architecture(6, [5], 2, kind);
        float[] rows = RandomModels.LowRank(architecture, Rows, rank: 2, seed: 14);
        var options = new TrainingOptions { Epochs = Epochs, MinSteps = 0, BatchSize = 7, ValidationShare = 0, Seed = Seed, Variational = new() { Beta = 0.1 } };

        TrainedModel model = Train(architecture, rows, Rows, options);

        // The streams of the seed: 1 weights, 2 split, 3 order, 4 latent noise.
        var weightRandom = new PhiloxRandom(Seed, 1);
        var orderRandom = new PhiloxRandom(Seed, 3);
        var noise = new PhiloxRandom(Seed, 4);
        float[] parameters = GC.AllocateArray<float>(architecture.SlotFloats, pinned: true);
        WeightInitialization.Fill(architecture, parameters, ref weightRandom);
        int[] order = PreparedTraining.SplitOrder(Rows, Seed);
        var loss = new LossGradient(architecture, 7);
        var adam = new AdamOptimizer(architecture.TrainableFloats);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            orderRandom.Shuffle<int>(order);
            foreach (int[] indices in order.Chunk(7))
            {
                float[] batch = [.. indices.SelectMany(i => rows[(i * architecture.RowStride)..((i + 1) * architecture.RowStride)])];
                fixed (float* p = parameters, x = batch)
                {
                    loss.Compute(p, x, x, indices.Length, masked: false, options.Variational.Beta, ref noise);
                    adam.Step(p, loss.GradientPointer, options.Optimizer.LearningRate);
                }
            }
        }

        Assert.Equal(Epochs, model.Report.BestEpoch);
        Assert.Equal(parameters, model.Parameters);
    }

    [Fact]
    public void Train_MinSteps_AreTakenWhateverEpochsAndPatienceSay()
    {
        var architecture = new Architecture(4, [], 2);
        var random = new PhiloxRandom(7);
        float[] rows = RandomModels.Rows(architecture, 30, ref random);
        var options = new TrainingOptions { Epochs = 2, MinSteps = 100, BatchSize = 10, Patience = 1, Optimizer = new() { LearningRate = 0.5 } };

        TrainingReport report = Train(architecture, rows, 30, options).Report;

        // 27 fitting rows in batches of 10: 3 steps an epoch, so 34 epochs.
        Assert.Equal((27, 3, 10), (report.FittingRows, report.ValidationRows, report.BatchSize));
        Assert.Equal(34, report.TrainingLoss.Count);
    }

    [Fact]
    public void Train_MinStepsFewerThanEpochsGive_DoNotMatter()
    {
        var architecture = new Architecture(4, [], 2);
        var random = new PhiloxRandom(7);
        float[] rows = RandomModels.Rows(architecture, 30, ref random);

        TrainingReport report = Train(architecture, rows, 30, new TrainingOptions { Epochs = 20, MinSteps = 3, Patience = 0 }).Report;

        Assert.Equal(20, report.TrainingLoss.Count);
        Assert.Equal(TrainingOutcome.Completed, report.Outcome);
    }

    [Fact]
    public void Train_LargestMinSteps_DoNotOverflow()
    {
        var architecture = new Architecture(4, [], 2);
        var random = new PhiloxRandom(7);
        float[] rows = RandomModels.Rows(architecture, 300, ref random);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        // Would return after one epoch, if the epochs had wrapped around to a negative number.
        var options = new TrainingOptions { Epochs = 1, MinSteps = int.MaxValue };

        Assert.Throws<OperationCanceledException>(() => AutoencoderTrainer.Train(architecture, rows, 300, options, cancel.Token));
        Assert.Equal(int.MaxValue / 9 + 1, BatchPlan.EpochsFor(options, stepsPerEpoch: 9));
    }

    [Fact]
    public void Train_HugeRows_IsReportedDivergedAndUnusable()
    {
        var architecture = new Architecture(4, [], 2);
        float[] rows = RandomModels.LowRank(architecture, 20, rank: 2, seed: 8);
        foreach (ref float value in rows.AsSpan())
        {
            value *= 1e30f;
        }

        TrainedModel model = Train(architecture, rows, 20, new TrainingOptions { Optimizer = new() { LearningRate = 1 } });

        Assert.Equal(TrainingOutcome.Diverged, model.Report.Outcome);
        Assert.False(model.IsUsable);
        Assert.Equal(0, model.Report.BestEpoch);
        Assert.True(float.IsNaN(model.Report.BestLoss));
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void Train_AnyMagnitudeAtLearningRateOne_UsableParametersAreFiniteAndTheirLossIsAsReported()
    {
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            foreach (Activation hidden in RandomModels.Activations)
            {
                for (int exponent = 0; exponent <= 38; exponent++)
                {
                    foreach (int count in (int[])[1, 5, 12])
                    {
                        CheckUsable(new Architecture(5, [7, 6], 3, kind, hidden, Activation.Linear), MathF.Pow(10, exponent), count);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Train_ValueNotFinite_IsRefusedWithRowAndFeature(float bad)
    {
        var architecture = new Architecture(5, [4], 2);
        float[] rows = RandomModels.LowRank(architecture, 12, rank: 2, seed: 1);
        rows[(7 * architecture.RowStride) + 3] = bad;

        ArgumentException error = Assert.Throws<ArgumentException>(() => Train(architecture, rows, 12, Quick));

        Assert.Contains("Row 7, feature 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(bad.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(2, 15)]
    [InlineData(2, 17)]
    public void Train_WrongRows_AreRefused(int count, int floats)
    {
        var architecture = new Architecture(5, [4], 2);

        Assert.ThrowsAny<ArgumentException>(() => Train(architecture, new float[floats], count, Quick));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(33)]
    public void Train_FewRows_FitsThem(int count)
    {
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            var architecture = new Architecture(20, [15], 12, kind);
            float[] rows = RandomModels.LowRank(architecture, count, rank: 2, seed: 10);

            TrainedModel model = Train(architecture, rows, count, new TrainingOptions { MinSteps = 300 });

            Assert.True(model.IsUsable);
            Assert.Equal(count < 10 ? 0 : count / 10, model.Report.ValidationRows);
            Assert.True(model.Report.BestLoss < model.Report.ValidationLoss[0]);
            Assert.All(Score(model, rows).Errors, e => Assert.True(float.IsFinite(e)));
        }
    }

    [Fact]
    public void Train_ConstantRows_AreLearntByTheBias()
    {
        var architecture = new Architecture(6, [5], 3);
        float[] rows = new float[50 * architecture.RowStride];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % architecture.RowStride < 6 ? 2 : 0;
        }

        TrainedModel model = Train(architecture, rows, 50, new TrainingOptions { Optimizer = new() { LearningRate = 1e-2 } });

        Assert.True(model.Report.BestLoss < 1e-4, $"loss {model.Report.BestLoss}");
    }

    [Fact]
    public void Train_RowsOfZeros_StaysFinite()
    {
        var architecture = new Architecture(6, [5], 3, LatentKind.Gaussian);

        TrainedModel model = Train(architecture, new float[20 * architecture.RowStride], 20, Quick);

        Assert.True(model.IsUsable);
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
    }

    [Theory]
    [InlineData(20, 0, 18)]
    [InlineData(1_000, 0, 32)]
    [InlineData(1_001, 0, 64)]
    [InlineData(5_001, 0, 256)]
    [InlineData(20, 64, 18)]
    [InlineData(100, 7, 7)]
    public void Train_BatchSize_IsChosenByTheRowsAndNeverMoreThanThey(int count, int batchSize, int expected)
    {
        var architecture = new Architecture(2, [], 1);
        float[] rows = RandomModels.LowRank(architecture, count, rank: 1, seed: 1);

        TrainingReport report = Train(architecture, rows, count, Quick with { Epochs = 1, BatchSize = batchSize }).Report;

        Assert.Equal(expected, report.BatchSize);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        var architecture = new Architecture(6, [5], 3);
        float[] rows = RandomModels.LowRank(architecture, 50, rank: 2, seed: 1);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => AutoencoderTrainer.Train(architecture, rows, 50, Quick, cancel.Token));
    }

    [Fact]
    public void Train_Parameters_FillASlotWithPaddingZeroAndErrorWeightsOne()
    {
        var architecture = new Architecture(5, [7], 3, LatentKind.Gaussian, Activation.Sigmoid);
        float[] rows = RandomModels.LowRank(architecture, 64, rank: 2, seed: 1);

        float[] parameters = Train(architecture, rows, 64, Quick).Parameters;

        Assert.Equal(architecture.SlotFloats, parameters.Length);
        Assert.All(parameters[architecture.ErrorWeightOffset..(architecture.ErrorWeightOffset + 5)], w => Assert.Equal(1, w));
        Assert.All(parameters[(architecture.ErrorWeightOffset + 5)..], w => Assert.Equal(0, w));
        foreach (DenseLayer layer in architecture.Layers)
        {
            for (int p = layer.WeightOffset; p < layer.BiasOffset + layer.OutputStride; p++)
            {
                bool isPadding = (p - layer.WeightOffset) % layer.OutputStride >= layer.Outputs;
                Assert.Equal(isPadding, parameters[p] == 0);
            }
        }
    }

    [Fact]
    public void Train_Vae_ElboRisesAndDivergenceIsNotNegative()
    {
        var architecture = new Architecture(12, [10], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 12);

        TrainedModel model = Train(architecture, rows, 400, new TrainingOptions { MinSteps = 1_500, Optimizer = new() { LearningRate = 3e-3 } });

        Assert.True(model.Report.BestLoss < 0.8 * model.Report.ValidationLoss[0], $"{model.Report.ValidationLoss[0]} → {model.Report.BestLoss}");
        ScorerSuite.Scored scored = Score(model, rows);
        Assert.All(scored.Divergences, kl => Assert.True(kl >= 0, $"KL {kl}"));
        Assert.True(scored.Divergences.Average() > 0.5, $"mean KL {scored.Divergences.Average()}");
    }

    [Fact]
    public void Train_VaeAcrossBetas_TradesDivergenceForReconstructionUntilItCollapses()
    {
        var architecture = new Architecture(12, [10], 3, LatentKind.Gaussian);
        float[] rows = RandomModels.LowRank(architecture, 400, rank: 3, seed: 13);
        float previousKl = float.PositiveInfinity;
        float previousError = 0;
        foreach (double beta in (double[])[0.01, 1, 1000])
        {
            var options = new TrainingOptions { MinSteps = 1_500, Optimizer = new() { LearningRate = 3e-3 }, Variational = new() { Beta = beta } };
            ScorerSuite.Scored scored = Score(Train(architecture, rows, 400, options), rows);
            float kl = scored.Divergences.Average();
            float error = scored.Errors.Average();

            Assert.True(kl < previousKl, $"β {beta}: KL {kl}, before {previousKl}");
            Assert.True(error > previousError, $"β {beta}: error {error}, before {previousError}");
            (previousKl, previousError) = (kl, error);
        }

        // Collapsed: the code says nothing, and the reconstruction is the mean row, whose error is the variance.
        Assert.True(previousKl < 0.01, $"KL {previousKl}");
        Assert.Equal(1, previousError, 0.1f);
    }

    private static void CheckUsable(Architecture architecture, float magnitude, int count)
    {
        var random = new PhiloxRandom(20);
        float[] rows = RandomModels.Rows(architecture, count, ref random);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] *= magnitude;
        }

        if (rows.Any(v => !float.IsFinite(v)))
        {
            return;
        }

        TrainedModel model = Train(architecture, rows, count, new TrainingOptions { Epochs = 6, MinSteps = 0, Optimizer = new() { LearningRate = 1 } });

        string what = $"{architecture}, {count} rows of {magnitude}: {model.Report.Outcome}, best epoch {model.Report.BestEpoch}";
        Assert.True(model.Parameters.All(float.IsFinite), what);
        Assert.Equal(model.IsUsable, float.IsFinite(model.Report.BestLoss));
        Assert.True(model.IsUsable || model.Report.Outcome == TrainingOutcome.Diverged, what);
    }

    private static TrainedModel Train(Architecture architecture, float[] rows, int count, TrainingOptions options) =>
        AutoencoderTrainer.Train(architecture, rows, count, options, TestContext.Current.CancellationToken);

    private static ScorerSuite.Scored Score(TrainedModel model, float[] rows)
    {
        var arena = new ModelArena(model.Architecture);
        int slot = arena.Allocate(model.Parameters);
        return new ScorerSuite.Scored(new ScalarScorer(), arena, [.. Enumerable.Repeat(slot, rows.Length / model.Architecture.RowStride)], rows);
    }
}
