using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Tests.Training;

public sealed class ModelEvaluationTests
{
    private static readonly List<float> Fitted = [.. Enumerable.Range(0, 40).Select(i => 1 + (i * 0.1f))];

    [Theory]
    [InlineData(false, 1.5f, 0)]
    [InlineData(true, 1, 0.75f)]
    public void Raised_ModelThatDoesWorseOnHeldOutRows_GivesTheirLevel(bool isLogarithm, float factor, float step)
    {
        List<float> heldOut = [.. Fitted.Select(s => (s * factor) + step)];
        Assert.Equal(heldOut.Average(), ModelEvaluation.Raised(Fitted, heldOut, isLogarithm).Average(), 1e-4f);
    }

    /// <summary>A negative log probability below 0 times a ratio above 1 would be the better one.</summary>
    [Fact]
    public void Raised_NegativeLogarithms_RisesAllTheSame()
    {
        List<float> fitted = [.. Fitted.Select(s => s - 8)], heldOut = [.. Fitted.Select(s => s - 7)];
        Assert.All(ModelEvaluation.Raised(fitted, heldOut, isLogarithm: true).Zip(heldOut), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Raised_ModelThatDoesBetterOnHeldOutRows_LowersNothing(bool isLogarithm) =>
        Assert.Equal(Fitted, ModelEvaluation.Raised(Fitted, [.. Fitted.Select(s => s * 0.5f)], isLogarithm));

    [Fact]
    public void Raised_FewHeldOutRows_SayNothing() =>
        Assert.Equal(Fitted, ModelEvaluation.Raised(Fitted, [100, 100, 100], isLogarithm: false));
}
