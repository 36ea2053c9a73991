using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>Many models in one call: who ends when, what a device may do with them, and what becomes of them when it fails.</summary>
public sealed class BatchBehaviourTests(SharedTrainer shared) : IClassFixture<SharedTrainer>
{
    private static readonly TrainingOptions Impatient = TrainingCases.Few with
    {
        Epochs = 14,
        Patience = 1,
        ValidationShare = 0.3,
        Optimizer = new() { LearningRate = 0.1 },
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Train_ModelsThatStopAtDifferentEpochs_AreTheProcessors()
    {
        ModelRows[] rows = [.. Enumerable.Range(0, 5).Select(m => TrainingCases.Rows(TrainingCases.Plain, 20 + (7 * m), (ulong)m + 1))];

        IReadOnlyList<TrainedModel> models = shared.Trainer.Train(new BatchTraining(TrainingCases.Plain, Impatient, rows), null, Cancelled);

        for (int m = 0; m < rows.Length; m++)
        {
            TrainedModelAssert.Close(TrainingCases.OnProcessor(TrainingCases.Plain, Impatient, rows[m]), models[m], 2e-5, 5e-6);
        }

        Assert.True(models.Select(m => m.Report.ValidationLoss.Count).Distinct().Count() >= 3);
        Assert.Contains(models, m => m.Report.Outcome == TrainingOutcome.StoppedEarly && m.Report.BestEpoch < m.Report.ValidationLoss.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    public void Train_FewestRows_IsTheProcessors(int count)
    {
        ModelRows rows = TrainingCases.Rows(TrainingCases.Vae, count, 5);

        IReadOnlyList<TrainedModel> models = shared.Trainer.Train(new BatchTraining(TrainingCases.Vae, TrainingCases.Few, [rows]), null, Cancelled);

        TrainedModelAssert.Close(TrainingCases.OnProcessor(TrainingCases.Vae, TrainingCases.Few, rows), models[0], 5e-6, 2e-6);
    }

    [Fact]
    public void Train_MoreRowsThanATileHolds_AreShuffledAsTheProcessorShuffles()
    {
        var architecture = new Architecture(2, [], 1);
        TrainingOptions options = TrainingCases.Few with { BatchSize = 500, Epochs = 2 };
        ModelRows rows = TrainingCases.Rows(architecture, 1200, 5);

        IReadOnlyList<TrainedModel> models = shared.Trainer.Train(new BatchTraining(architecture, options, [rows]), null, Cancelled);

        TrainedModelAssert.Close(TrainingCases.OnProcessor(architecture, options, rows), models[0], 5e-6, 2e-6);
    }

    [Fact]
    public void Train_RateFarTooHigh_DivergesAsTheProcessorDoes()
    {
        var architecture = new Architecture(3, [], 2, hiddenActivation: Activation.Linear, latentActivation: Activation.Linear);
        float[] values = [.. Enumerable.Range(0, 40 * architecture.RowStride).Select(i => i % architecture.RowStride < 3 ? 1e19f * ((i % 5) - 2) : 0)];
        var rows = new ModelRows(values, 40, 1);
        TrainedModel expected = TrainingCases.OnProcessor(architecture, TrainingCases.Few, rows);

        TrainedModel actual = shared.Trainer.Train(new BatchTraining(architecture, TrainingCases.Few, [rows]), null, Cancelled)[0];

        Assert.Equal(TrainingOutcome.Diverged, expected.Report.Outcome);
        Assert.False(actual.IsUsable);
        TrainedModelAssert.Same(expected, actual);
    }

    [Fact]
    public void Train_Again_AnyGroupAnyNeighboursAnyMemory_GivesTheSameBits()
    {
        ModelRows[] rows = [.. Enumerable.Range(0, 3).Select(m => TrainingCases.Rows(TrainingCases.Vae, 30 + m, (ulong)m + 1))];
        TrainingOptions options = TrainingCases.Few with
        {
            Optimizer = new() { ClipNorm = 0.5 },
            Regularization = new() { L2 = 0.01 },
            Variational = new() { FreeBits = 0.01 },
        };
        IReadOnlyList<TrainedModel> expected = shared.Trainer.Train(new BatchTraining(TrainingCases.Vae, options, rows), null, Cancelled);
        using GpuBatchTrainer lonely = TestDevices.Trainer(warp: 4);
        using GpuBatchTrainer crowded = TestDevices.Trainer(specializes: true, mostFloats: 1);

        IReadOnlyList<TrainedModel> again = shared.Trainer.Train(new BatchTraining(TrainingCases.Vae, options, rows), null, Cancelled);
        IReadOnlyList<TrainedModel> alone = lonely.Train(new BatchTraining(TrainingCases.Vae, options, [rows[1]]), null, Cancelled);
        IReadOnlyList<TrainedModel> oneByOne = crowded.Train(new BatchTraining(TrainingCases.Vae, options, rows), null, Cancelled);

        TrainedModelAssert.Same(expected[1], alone[0]);
        for (int m = 0; m < rows.Length; m++)
        {
            TrainedModelAssert.Same(expected[m], again[m]);
            TrainedModelAssert.Same(expected[m], oneByOne[m]);
        }
    }

    [Fact]
    public void Train_DeviceFailsInTheMiddle_TheProcessorGoesOnAndItIsTold()
    {
        ModelRows[] rows = [.. Enumerable.Range(0, 5).Select(m => TrainingCases.Rows(TrainingCases.Plain, 20 + (7 * m), (ulong)m + 1))];
        var told = new List<string>();
        int finished = 0;
        var link = new DeviceLink(
            () => TestDevices.Open(launching: () =>
            {
                if (finished > 0)
                {
                    throw new NotSupportedException("the cable fell out");
                }
            }),
            TimeProvider.System,
            told.Add,
            DeviceUse.Training);
        using var trainer = new GpuBatchTrainer(link, told.Add);
        var progress = new Watch(p =>
        {
            if (p.Finished > 0 && finished == 0)
            {
                finished = p.Finished;
            }
        });

        IReadOnlyList<TrainedModel> models = trainer.Train(new BatchTraining(TrainingCases.Plain, Impatient, rows), progress, Cancelled);

        Assert.InRange(finished, 1, rows.Length - 1);
        Assert.Equal(1, link.Failures);
        Assert.Contains(told, t => t.Contains("failed in training (the cable fell out); the processor trains meanwhile", StringComparison.Ordinal));
        Assert.Contains($"{rows.Length - finished} of {rows.Length} trainings were not finished on the device; the processor does them.", told);
        int exact = 0;
        for (int m = 0; m < rows.Length; m++)
        {
            TrainedModel expected = TrainingCases.OnProcessor(TrainingCases.Plain, Impatient, rows[m]);
            TrainedModelAssert.Close(expected, models[m], 2e-5, 5e-6);
            exact += expected.Parameters.AsSpan().SequenceEqual(models[m].Parameters) ? 1 : 0;
        }

        Assert.InRange(exact, rows.Length - finished, rows.Length);
        Assert.Equal((rows.Length, rows.Length), (progress.Last.Finished, progress.Last.Models));
    }

    [Fact]
    public void Train_OptionsThatTheKernelDoesNotDo_AreTheProcessorsBits()
    {
        ModelRows rows = TrainingCases.Rows(TrainingCases.Plain, 30, 1);
        foreach ((TrainingOptions options, string word) in ((TrainingOptions, string)[])
        [
            (TrainingCases.Few with { Optimizer = new() { Kind = OptimizerKind.Sgd } }, "optimiser"),
            (TrainingCases.Few with { Regularization = new() { Dropout = 0.1 } }, "dropout"),
            (TrainingCases.Few with { Regularization = new() { BatchNormalization = true } }, "batch normalisation"),
            (TrainingCases.Few with { Regularization = new() { Sparsity = SparsityKind.Absolute } }, "sparsity"),
            (TrainingCases.Few with { Noise = new() { Kind = NoiseKind.SaltAndPepper } }, "salt and pepper"),
            (TrainingCases.Few with { PretrainingEpochs = 1 }, "pretraining"),
        ])
        {
            Assert.Contains(word, shared.Trainer.FindObstacle(TrainingCases.Plain, options)!, StringComparison.Ordinal);
            TrainedModelAssert.Same(
                TrainingCases.OnProcessor(TrainingCases.Plain, options, rows),
                shared.Trainer.Train(new BatchTraining(TrainingCases.Plain, options, [rows]), null, Cancelled)[0]);
        }
    }

    [Fact]
    public void FindObstacle_ModelLargerThanSharedMemory_SaysSo() =>
        Assert.Contains("too large", shared.Trainer.FindObstacle(new Architecture(200, [100], 20), TrainingCases.Few)!, StringComparison.Ordinal);

    [Fact]
    public void Train_BadRows_NamesTheModel()
    {
        ModelRows good = TrainingCases.Rows(TrainingCases.Plain, 12, 1);
        ModelRows bad = TrainingCases.Rows(TrainingCases.Plain, 12, 1, missing: 0.5);

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => shared.Trainer.Train(new BatchTraining(TrainingCases.Plain, TrainingCases.Few, [good, bad]), null, Cancelled));

        Assert.StartsWith("Model 1 of 2: Row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Cancelled_Ends()
    {
        using var source = new CancellationTokenSource();
        var progress = new Watch(_ => source.Cancel());

        Assert.Throws<OperationCanceledException>(() => shared.Trainer.Train(
            new BatchTraining(TrainingCases.Plain, TrainingCases.Few, [TrainingCases.Rows(TrainingCases.Plain, 30, 1)]), progress, source.Token));

        Assert.Equal(1, progress.Last.Epochs);
    }

    private sealed class Watch(Action<BatchTrainingProgress> tell) : IProgress<BatchTrainingProgress>
    {
        public BatchTrainingProgress Last { get; private set; }

        public void Report(BatchTrainingProgress value)
        {
            Last = value;
            tell(value);
        }
    }
}
