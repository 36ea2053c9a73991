using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class LatentSearchTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(3, new[] { 1 })]
    [InlineData(8, new[] { 4 })]
    [InlineData(9, new[] { 4 })]
    [InlineData(32, new[] { 4, 8, 16 })]
    [InlineData(50, new[] { 4, 8, 16, 25 })]
    [InlineData(2_000, new[] { 20, 40, 80, 160, 320, 640, 1_000 })]
    public void Sizes_OfAnyRow_DoubleUpToHalf(int features, int[] expected) => Assert.Equal(expected, LatentSearch.Sizes(features));

    [Fact]
    public void Run_RowsOfKnownRank_StopsWhereMoreUnitsGainNothing()
    {
        static Architecture Shape(int latent) => new(64, [], latent, latentActivation: Activation.Linear);
        float[] rows = RandomModels.LowRank(Shape(4), 500, rank: 8, seed: 3);
        var options = new TrainingOptions { MinSteps = 4_000, Optimizer = new() { LearningRate = 1e-2 } };

        LatentSearchResult result = LatentSearch.Run(Shape, 64, rows, 500, options, TestContext.Current.CancellationToken);

        // Eight factors: four units cannot hold them, eight can, sixteen have nothing left to gain but the training's own remainder.
        Assert.Equal([4, 8, 16], result.Trials.Take(3).Select(t => t.Latent));
        Assert.True(result.Trials[1].Gain > 0.8, $"gain {result.Trials[1].Gain}");
        Assert.True(result.Latent >= 8);
        Assert.Equal(result.IsFlat ? result.Trials[^2].Latent : result.Trials[^1].Latent, result.Latent);
    }

    [Fact]
    public void Run_ConstantRows_TakesTheFewest()
    {
        static Architecture Shape(int latent) => new(16, [8], latent);
        // Nothing to gain at any size.
        float[] rows = new float[100 * 16];

        LatentSearchResult result = LatentSearch.Run(
            Shape, 16, rows, 100, new TrainingOptions { Epochs = 4, MinSteps = 0 }, TestContext.Current.CancellationToken);

        Assert.Equal((4, true, 2), (result.Latent, result.IsFlat, result.Trials.Count));
    }
}
