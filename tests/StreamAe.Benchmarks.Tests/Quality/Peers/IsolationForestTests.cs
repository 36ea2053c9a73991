using StreamAe.Benchmarks.Quality.Peers;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Tests.Quality.Peers;

public sealed class IsolationForestTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1.2073924)] // 2·(ln 2 + γ) − 4/3
    [InlineData(256, 10.2447709)] // 2·(ln 255 + γ) − 510/256
    public void AveragePath_HandCases_AreThePapersFormula(int rows, double path) => Assert.Equal(path, IsolationForest.AveragePath(rows), 1e-6);

    [Fact]
    public void Score_TwoRows_IsAHalfEverywhere()
    {
        // One split separates them: h = 1 for every row, and c(2) = 1.
        var forest = IsolationForest.Fit([0, 1], 1, seed: 1);
        Assert.Equal([0.5f, 0.5f, 0.5f], Scores(forest, [0, 1, 5]));
    }

    [Fact]
    public void Score_EqualRows_AreNeverSplit()
    {
        // A leaf of all n rows at depth 0: h = c(n), so the score is 2^−1.
        var forest = IsolationForest.Fit([.. Enumerable.Repeat(3f, 40)], 2, seed: 1);
        Assert.Equal([0.5f], Scores(forest, [3, 3], features: 2));
    }

    [Fact]
    public void Score_ThreeRows_IsTheExpectedPath()
    {
        // 0, 1, 3 and height ⌈log₂ 3⌉ = 2. A first split below 1 (chance 1/3) leaves 0 alone: its path is 1; else it is 2.
        var forest = IsolationForest.Fit([0, 1, 3], 1, seed: 1, trees: 20_000);
        double[] paths = [.. Scores(forest, [0, 1, 3]).Select(s => -Math.Log2(s) * IsolationForest.AveragePath(3))];
        Assert.Equal(5.0 / 3, paths[0], 0.02);
        Assert.Equal(2, paths[1], 0.02);
        Assert.Equal(4.0 / 3, paths[2], 0.02);
    }

    [Fact]
    public void Score_ChainOfRows_EndsAtTheHeightOfABalancedTree()
    {
        // 0, 1, 100, 10000 and height 2. Cuts lie in the gaps by their lengths, .0001, .0099 and .99. For 0: alone at once, path 1; else after
        // 100 or with 1 beside it, path 2; else in a leaf of two at height 2, 2 + c(2). In all .0001 + .0198 + .99·(.01·2 + .99·3).
        var forest = IsolationForest.Fit([0, 1, 100, 10_000], 1, seed: 1, trees: 20_000);
        Assert.Equal(2.98, -Math.Log2(Scores(forest, [0])[0]) * IsolationForest.AveragePath(4), 0.01);
    }

    [Fact]
    public void Score_ConstantFeatures_TakeNoSplits()
    {
        float[] alone = Gaussian(300, 1);
        float[] beside = [.. alone.SelectMany(x => (float[])[x, 7, 7, 7])];
        float[] rows = [-3, 0, 4];
        float[] padded = [.. rows.SelectMany(x => (float[])[x, 7, 7, 7])];
        Assert.Equal(Scores(IsolationForest.Fit(alone, 1, seed: 2), rows), Scores(IsolationForest.Fit(beside, 4, seed: 2), padded, features: 4));
    }

    [Fact]
    public void Score_RowFarAway_IsHighest()
    {
        var forest = IsolationForest.Fit(Gaussian(2000, 3), 4, seed: 3);
        float[] scores = Scores(forest, [0, 0, 0, 0, 1, -1, 1, -1, 6, 6, 6, 6], features: 4);
        Assert.True(scores[0] < scores[1] && scores[1] < scores[2], string.Join(' ', scores));
        Assert.InRange(scores[0], 0.3f, 0.5f);
        Assert.InRange(scores[2], 0.6f, 1f);
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameScores()
    {
        float[] rows = Gaussian(500, 4);
        float[] first = Scores(IsolationForest.Fit(rows, 2, seed: 5), rows, features: 2);
        Assert.Equal(first, Scores(IsolationForest.Fit(rows, 2, seed: 5), rows, features: 2));
        Assert.NotEqual(first, Scores(IsolationForest.Fit(rows, 2, seed: 6), rows, features: 2));
    }

    [Fact]
    public void Fit_TooLittle_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit([1, 2], 2, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit([1, 2], 1, seed: 1, trees: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit([1, 2], 1, seed: 1, sampleRows: 1));
    }

    private static float[] Scores(IsolationForest forest, float[] rows, int features = 1)
    {
        float[] scores = new float[rows.Length / features];
        forest.Score(rows, scores);
        return scores;
    }

    private static float[] Gaussian(int values, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        float[] result = new float[values];
        foreach (ref float value in result.AsSpan())
        {
            value = random.NextGaussian();
        }

        return result;
    }
}
