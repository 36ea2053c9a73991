using StreamAe.Benchmarks.Quality.Peers;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Tests.Quality.Peers;

public sealed class RandomCutForestTests
{
    [Fact]
    public void Score_TwoRows_IsTheHandComputedDisplacement()
    {
        // Rows 0 and 1. At 0 the row joins the leaf of 0: its subtree of 2 has a sibling of 1. At 3 a cut of the box [0, 3] separates it from
        // both with chance 2/3: 2/1. Else it goes to the leaf of 1, which it pushes down: 1/1 there, 1/2 above.
        var forest = RandomCutForest.Fit([0, 1], 1, seed: 1);
        float[] scores = Scores(forest, [0, 1, 3]);
        Assert.Equal(0.5f, scores[0], 1e-6);
        Assert.Equal(0.5f, scores[1], 1e-6);
        Assert.Equal((2.0 / 3 * 2) + (1.0 / 3 * 1), scores[2], 1e-5);
    }

    [Fact]
    public void Score_EqualRows_DisplaceNobodyButAnotherOneAllOfThem()
    {
        var forest = RandomCutForest.Fit([.. Enumerable.Repeat(3f, 20)], 1, seed: 1);
        Assert.Equal([0f, 20f], Scores(forest, [3, 4]));
    }

    [Fact]
    public void Score_NewRow_EqualsTreesThatHeldItFromTheStart()
    {
        // The paper's theorem: a tree of S into which x is put is distributed like a tree of S ∪ {x}. So the mean over our trees of S must be
        // the mean of |sibling|/|subtree| maxima over trees grown with x among the rows, here by a plain recursion in the plane.
        (float X, float Y)[] rows = [(-1, 0), (0, 1), (0.2f, 0.8f), (1, -0.5f), (0.3f, 0.1f), (-0.6f, -0.9f)];
        var random = new PhiloxRandom(9);
        foreach ((float X, float Y) row in ((float, float)[])[(0.1f, 0.2f), (2, 0.5f), (-1.5f, 3)])
        {
            const int Trees = 20_000;
            double expected = 0;
            for (int t = 0; t < Trees; t++)
            {
                expected += Displacement([row, .. rows], ref random) / Trees;
            }

            double actual = 0;
            for (int t = 0; t < Trees; t++)
            {
                float[] sample = [.. rows.SelectMany(r => (float[])[r.X, r.Y])];
                actual += new RandomCutTree(sample, 2, ref random).DisplacementOf([row.X, row.Y]) / Trees;
            }

            Assert.Equal(expected, actual, 0.05 * expected);
        }
    }

    [Fact]
    public void Score_FeaturesBeyondAVector_Count()
    {
        // One feature more than two or four vectors hold: each alone must be seen.
        const int Features = 17;
        float[] rows = Gaussian(200 * Features, 2);
        var forest = RandomCutForest.Fit(rows, Features, seed: 2);
        float[] centre = new float[Features];
        float ordinary = Scores(forest, centre, Features)[0];
        for (int f = 0; f < Features; f++)
        {
            float[] odd = new float[Features];
            odd[f] = 40;
            Assert.True(Scores(forest, odd, Features)[0] > 4 * ordinary, $"feature {f}");
        }
    }

    [Fact]
    public void Score_RowFarAway_IsHighest()
    {
        var forest = RandomCutForest.Fit(Gaussian(4000, 3), 4, seed: 3);
        float[] scores = Scores(forest, [0, 0, 0, 0, 2, -2, 2, -2, 6, 6, 6, 6], features: 4);
        Assert.True(scores[0] < scores[1] && scores[1] < scores[2], string.Join(' ', scores));
        Assert.InRange(scores[2], 100, 256);
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameScores()
    {
        float[] rows = Gaussian(1000, 4);
        float[] first = Scores(RandomCutForest.Fit(rows, 2, seed: 5), rows, features: 2);
        Assert.Equal(first, Scores(RandomCutForest.Fit(rows, 2, seed: 5), rows, features: 2));
        Assert.NotEqual(first, Scores(RandomCutForest.Fit(rows, 2, seed: 6), rows, features: 2));
    }

    [Fact]
    public void Score_MissingValue_CountsAsItsMean()
    {
        float[] rows = Gaussian(600, 6);
        var forest = RandomCutForest.Fit(rows, 3, seed: 6);
        float mean = rows.Where((_, i) => i % 3 == 1).Average();
        float[] scores = Scores(forest, [1, float.NaN, 1, 1, mean, 1], features: 3);
        Assert.Equal(scores[1], scores[0], 1e-3);
    }

    [Fact]
    public void Fit_TooLittle_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomCutForest.Fit([1, 2], 2, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomCutForest.Fit([1, 2], 1, seed: 1, trees: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomCutForest.Fit([1, 2], 1, seed: 1, sampleRows: 1));
    }

    /// <summary>Of the first row in one tree of all: the largest |sibling|/|subtree| on the way from the root to its leaf.</summary>
    private static double Displacement((float X, float Y)[] rows, ref PhiloxRandom random)
    {
        double largest = 0;
        (float X, float Y) first = rows[0];
        while (rows.Length > 1)
        {
            (float lowX, float highX) = (rows.Min(r => r.X), rows.Max(r => r.X));
            (float lowY, float highY) = (rows.Min(r => r.Y), rows.Max(r => r.Y));
            float at = random.NextSingle() * (highX - lowX + highY - lowY);
            bool isX = at < highX - lowX;
            float cut = isX ? lowX + at : lowY + at - (highX - lowX);
            bool IsLeft((float X, float Y) r) => (isX ? r.X : r.Y) <= cut;
            (float X, float Y)[] mine = [.. rows.Where(r => IsLeft(r) == IsLeft(first))];
            largest = Math.Max(largest, (double)(rows.Length - mine.Length) / mine.Length);
            rows = mine;
        }

        return largest;
    }

    private static float[] Scores(RandomCutForest forest, float[] rows, int features = 1)
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
