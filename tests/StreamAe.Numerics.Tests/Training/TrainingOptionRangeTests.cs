using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class TrainingOptionRangeTests
{
    [Theory]
    [InlineData("Epochs", 0)]
    [InlineData("Epochs", 1_000_001)]
    [InlineData("MinSteps", -1)]
    [InlineData("BatchSize", -1)]
    [InlineData("BatchSize", 65_537)]
    [InlineData("LearningRate", 0)]
    [InlineData("LearningRate", 1.01)]
    [InlineData("LearningRate", double.NaN)]
    [InlineData("Patience", -1)]
    [InlineData("ValidationShare", -0.1)]
    [InlineData("ValidationShare", 0.51)]
    [InlineData("Beta", -1)]
    [InlineData("Beta", double.NaN)]
    public void Train_OptionOutOfRange_SaysNameValueAndRange(string option, double value)
    {
        TrainingOptions options = option switch
        {
            "Epochs" => new() { Epochs = (int)value },
            "MinSteps" => new() { MinSteps = (int)value },
            "BatchSize" => new() { BatchSize = (int)value },
            "LearningRate" => new() { Optimizer = new() { LearningRate = value } },
            "Patience" => new() { Patience = (int)value },
            "ValidationShare" => new() { ValidationShare = value },
            _ => new() { Variational = new() { Beta = value } },
        };
        var architecture = new Architecture(2, [], 1);

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => AutoencoderTrainer.Train(architecture, new float[4], 1, options, TestContext.Current.CancellationToken));

        Assert.Equal(option, error.ParamName);
        Assert.Equal(value, Convert.ToDouble(error.ActualValue));
        Assert.Contains($"{option} must be", error.Message, StringComparison.Ordinal);
    }
}
