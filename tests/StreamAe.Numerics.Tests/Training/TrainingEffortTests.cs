using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class TrainingEffortTests
{
    [Theory]
    [InlineData(10, 5, 0)]
    [InlineData(333, 3, 0)]
    [InlineData(333, 3, 100)]
    [InlineData(1100, 2, 0)]
    public void For_Rows_IsWhatATrainingThatNothingStopsDoes(int rows, int epochs, int minSteps)
    {
        var architecture = new Architecture(4, [3], 2);
        var options = new TrainingOptions { Epochs = epochs, MinSteps = minSteps, Patience = 1_000_000 };
        float[] data = new float[rows * architecture.RowStride];
        var random = new PhiloxRandom(1);
        foreach (ref float value in data.AsSpan())
        {
            value = random.NextGaussian();
        }

        TrainingReport report = AutoencoderTrainer.Train(architecture, data, rows, options).Report;
        TrainingEffort effort = TrainingEffort.For(options, rows);
        Assert.Equal((report.FittingRows, report.BatchSize, report.TrainingLoss.Count), (effort.FittingRows, effort.BatchSize, effort.Epochs));
        Assert.Equal((double)report.FittingRows * report.TrainingLoss.Count, effort.RowEpochs);
    }

    [Fact]
    public void For_NoRows_Refuses() => Assert.Throws<ArgumentOutOfRangeException>(() => TrainingEffort.For(new TrainingOptions(), 0));
}
