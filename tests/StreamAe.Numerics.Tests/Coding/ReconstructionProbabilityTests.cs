using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Tests.Scoring;

namespace StreamAe.Numerics.Tests.Coding;

public sealed class ReconstructionProbabilityTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(9, 3, 2)]
    [InlineData(33, 16, 0)]
    [InlineData(38, 40, 5)]
    public void Score_AgreesWithTheFormulaInDouble(int features, int samples, int condition)
    {
        var given = new CodingCase(new Architecture(features, [7], 3, LatentKind.Gaussian, condition: condition), [1, 5, 2], 71);
        ulong[] numbers = Numbers(given);

        float[] scores = Score(given, numbers, seed: 9, samples);

        for (int r = 0; r < scores.Length; r++)
        {
            double expected = given.Reference(r).ReconstructionProbability(given.Row(r), numbers[r], 9, samples);
            Assert.True(ScorerSuite.IsClose(expected, scores[r], floor: features), $"row {r}: {scores[r]:R} for {expected:R}");
        }
    }

    [Fact]
    public void Score_OfARow_DependsOnItsNumberNotItsNeighbours()
    {
        var given = new CodingCase(new Architecture(12, [7], 3, LatentKind.Gaussian), [1, 5, 20], 72);
        ulong[] numbers = Numbers(given);
        float[] together = Score(given, numbers, seed: 9, samples: 5);
        for (int r = 0; r < together.Length; r++)
        {
            float[] alone = new float[1];
            ReconstructionProbability.Score(given.Arena, given.Slots.AsSpan(r, 1), given.Row(r), numbers.AsSpan(r, 1), 9, 5, alone);
            Assert.Equal(alone[0], together[r]);
        }

        float[] otherSeed = Score(given, numbers, seed: 10, samples: 5);
        float[] otherNumbers = Score(given, Array.ConvertAll(numbers, n => n + 1), seed: 9, samples: 5);
        Assert.All(together.Zip(otherSeed), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.All(together.Zip(otherNumbers), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    /// <summary>No hidden layer, all zero but the log variance: x̂ = 0 whatever z is, so the score is that of x under 𝒩(0, 1/weight).</summary>
    [Fact]
    public void Score_DecoderThatIgnoresTheLatent_IsTheGaussiansNegativeLogDensity()
    {
        var architecture = new Architecture(3, [], 1, LatentKind.Gaussian);
        var arena = new Numerics.Arena.ModelArena(architecture);
        int slot = arena.Allocate();
        float[] weights = [4, 0, 1];
        weights.CopyTo(arena.EditErrorWeights(slot));
        float[] score = new float[1];

        ReconstructionProbability.Score(arena, [slot], [0.5f, 77, 2, 0], [0], 1, 3, score);

        double expected = (0.5 * Math.Log(2 * Math.PI / 4)) + 0.5 + (0.5 * Math.Log(2 * Math.PI)) + 2;
        Assert.Equal(expected, score[0], 1e-5);
    }

    /// <summary>Weights of 0 leave entries out; the others are those of the Gaussian, whatever stands in the model.</summary>
    [Fact]
    public void Score_WeightsOfTheRow_StandForTheModels()
    {
        var architecture = new Architecture(3, [], 1, LatentKind.Gaussian);
        var arena = new Numerics.Arena.ModelArena(architecture);
        int slot = arena.Allocate();
        float[] score = new float[2];

        ReconstructionProbability.Score(arena, [slot, slot], [0.5f, 77, 2, 0, 9, 1, 9, 0], [0, 1], 1, 3, score, [4, 0, 1, 0, 0, 2, 0, 0]);

        Assert.Equal((0.5 * Math.Log(2 * Math.PI / 4)) + 0.5 + (0.5 * Math.Log(2 * Math.PI)) + 2, score[0], 1e-5);
        Assert.Equal((0.5 * Math.Log(2 * Math.PI / 2)) + 1, score[1], 1e-5);
        Assert.Throws<ArgumentException>(
            () => ReconstructionProbability.Score(arena, [slot, slot], new float[8], [0, 1], 1, 3, score, new float[7]));
    }

    [Fact]
    public void Score_MoreSamples_ComeCloserToTheirLimit()
    {
        var given = new CodingCase(new Architecture(12, [7], 3, LatentKind.Gaussian), [1], 73);
        float limit = Score(given, [1_000_000], seed: 9, samples: 4_000)[0];
        double Spread(int samples) => Enumerable.Range(0, 50).Sum(n => Math.Pow(Score(given, [(ulong)n], 9, samples)[0] - limit, 2));

        // The variance falls as 1/L: a factor of 64, of which 50 draws show well over 16.
        Assert.True(Spread(128) * 16 < Spread(2));
    }

    [Fact]
    public void Score_DeterministicLatent_SaysWhatToUse()
    {
        var given = new CodingCase(new Architecture(5, [3], 2), [1], 74);

        ArgumentException error = Assert.Throws<ArgumentException>(() => Score(given, [1], 9, 3));

        Assert.Contains("Use a VAE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_NaNInOneRow_HarmsThatRowOnly()
    {
        var given = new CodingCase(new Architecture(5, [3], 2, LatentKind.Gaussian), [3], 75);
        ulong[] numbers = Numbers(given);
        float[] clean = Score(given, numbers, 9, 4);
        given.Rows[given.Architecture.RowStride] = float.NaN;

        float[] scores = Score(given, numbers, 9, 4);

        Assert.True(float.IsNaN(scores[1]));
        Assert.Equal([clean[0], clean[2]], [scores[0], scores[2]]);
    }

    [Fact]
    public void Score_AfterTheFirstCall_AllocatesNothing()
    {
        var given = new CodingCase(new Architecture(12, [7], 3, LatentKind.Gaussian), [1, 5], 76);
        ulong[] numbers = Numbers(given);
        float[] scores = new float[6];

        Assert.Equal(0, LeastAllocation.Of(() => ReconstructionProbability.Score(given.Arena, given.Slots, given.Rows, numbers, 9, 5, scores)));
    }

    private static ulong[] Numbers(CodingCase given) => [.. Enumerable.Range(0, given.Slots.Length).Select(r => (ulong)(r * r) + 100)];

    private static float[] Score(CodingCase given, ulong[] numbers, ulong seed, int samples)
    {
        float[] scores = new float[given.Slots.Length];
        ReconstructionProbability.Score(given.Arena, given.Slots, given.Rows, numbers, seed, samples, scores);
        return scores;
    }
}
