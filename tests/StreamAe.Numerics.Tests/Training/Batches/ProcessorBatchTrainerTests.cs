using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training.Batches;

public sealed class ProcessorBatchTrainerTests
{
    private static readonly Architecture Shape = new(6, [4], 2);
    private static readonly TrainingOptions Few = new() { Epochs = 4, MinSteps = 0 };

    [Fact]
    public void Train_ManyModels_AreThoseOfOneByOneBitForBit()
    {
        ModelRows[] rows = [Rows(30, 1), Rows(55, 2), Rows(1, 3)];
        using var trainer = new ProcessorBatchTrainer();
        var told = new List<BatchTrainingProgress>();

        IReadOnlyList<TrainedModel> models = trainer.Train(new BatchTraining(Shape, Few, rows), new Collector(told), TestContext.Current.CancellationToken);

        Assert.Equal(rows.Length, models.Count);
        for (int m = 0; m < rows.Length; m++)
        {
            TrainedModel expected = AutoencoderTrainer.Train(
                Shape, rows[m].Rows.Span, rows[m].RowCount, Few with { Seed = rows[m].Seed }, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Parameters, models[m].Parameters);
            Assert.Equal(expected.Report.ValidationLoss, models[m].Report.ValidationLoss);
        }

        Assert.Equal(new BatchTrainingProgress(3, 3, 12), told[^1]);
        Assert.Equal(told.OrderBy(p => p.Epochs).ThenBy(p => p.Finished), told);
        Assert.Null(trainer.FindObstacle(Shape, Few));
    }

    [Fact]
    public void Train_NoModels_GivesNone()
    {
        using var trainer = new ProcessorBatchTrainer();

        Assert.Empty(trainer.Train(new BatchTraining(Shape, Few, []), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Train_BadRowsOfTheLast_TrainsNoneAndNamesIt()
    {
        ModelRows bad = Rows(20, 1);
        float[] values = bad.Rows.ToArray();
        values[3] = float.NaN;
        using var trainer = new ProcessorBatchTrainer();
        var told = new List<BatchTrainingProgress>();

        ArgumentException error = Assert.Throws<ArgumentException>(() => trainer.Train(
            new BatchTraining(Shape, Few, [Rows(20, 1), bad with { Rows = values }]), new Collector(told), TestContext.Current.CancellationToken));

        Assert.StartsWith("Model 1 of 2: Row 0, feature 3 is NaN", error.Message, StringComparison.Ordinal);
        Assert.Empty(told);
    }

    private static ModelRows Rows(int count, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        return new ModelRows(RandomModels.Rows(Shape, count, ref random), count, seed);
    }

    private sealed class Collector(List<BatchTrainingProgress> told) : IProgress<BatchTrainingProgress>
    {
        public void Report(BatchTrainingProgress value) => told.Add(value);
    }
}
