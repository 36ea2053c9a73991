using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Arena;

public sealed class HalfStorageTests
{
    /// <summary>Rounding happens when a model is stored, once: from there on halves score as the same weights in single precision do, to the bit.</summary>
    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Score_Halves_GivesTheBitsOfTheirWidenedWeights(LatentKind kind)
    {
        var random = new PhiloxRandom(81);
        var architecture = new Architecture(21, [13], 5, kind, condition: 2);
        ModelArena halves = Halves(architecture);
        var floats = new ModelArena(architecture);
        for (int m = 0; m < 5; m++)
        {
            int slot = halves.Allocate(RandomModels.Parameters(architecture, ref random));
            float[] widened = new float[architecture.SlotFloats];
            halves.CopyParameters(slot, widened);
            Assert.Equal(slot, floats.Allocate(widened));
        }

        int[] slots = [0, 1, 2, 3, 4, 4, 4, 0, 2, 2, 2, 2, 2, 3];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
        foreach (IScorer scorer in (IScorer[])[new SimdScorer(), new ScalarScorer()])
        {
            ScorerSuite.Scored expected = new(scorer, floats, slots, rows);
            ScorerSuite.Scored actual = new(scorer, halves, slots, rows);
            Assert.Equal(expected.Errors, actual.Errors);
            Assert.Equal(expected.Divergences, actual.Divergences);
        }

        Assert.Equal(Codes(floats, slots, rows), Codes(halves, slots, rows));
        if (kind == LatentKind.Gaussian)
        {
            Assert.Equal(Probabilities(floats, slots, rows), Probabilities(halves, slots, rows));
        }
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Score_TrainedModel_IsWithinAHundredthOfSinglePrecision(LatentKind kind)
    {
        const int Rows = 400;
        const double Tolerance = 1e-2;
        var architecture = new Architecture(32, [16], 8, kind);
        float[] rows = RandomModels.LowRank(architecture, 2 * Rows, rank: 6, seed: 82);
        var noise = new PhiloxRandom(83);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] += 0.3f * noise.NextGaussian();
        }

        TrainedModel model = AutoencoderTrainer.Train(architecture, rows.AsSpan(0, Rows * architecture.RowStride), Rows, new TrainingOptions { Epochs = 60 });
        var floats = new ModelArena(architecture);
        ModelArena halves = Halves(architecture);
        int[] slots = [.. Enumerable.Repeat(floats.Allocate(model.Parameters), Rows)];
        Assert.Equal(slots[0], halves.Allocate(model.Parameters));
        float[] unseen = rows[(Rows * architecture.RowStride)..];

        ScorerSuite.Scored single = new(new SimdScorer(), floats, slots, unseen);
        ScorerSuite.Scored half = new(new SimdScorer(), halves, slots, unseen);

        Assert.All(single.Errors.Zip(half.Errors), e => Assert.Equal(e.First, e.Second, Tolerance * e.First));
        Assert.All(single.Divergences.Zip(half.Divergences), d => Assert.Equal(d.First, d.Second, Tolerance * Math.Max(d.First, 1)));
        Assert.NotEqual(single.Errors, half.Errors);
    }

    [Fact]
    public void Allocate_Halves_TakeHalfTheMemoryAndKeepErrorWeightsWhole()
    {
        var architecture = new Architecture(32, [16], 8);
        ModelArena arena = Halves(architecture);
        float[] parameters = new float[architecture.SlotFloats];
        parameters[architecture.ErrorWeightOffset] = 1.2345678e9f;

        int slot = arena.Allocate(parameters);

        Assert.Equal(1.2345678e9f, arena.ErrorWeights(slot)[0]);
        Assert.True(arena.SlotBytes <= (architecture.SlotBytes / 2) + 128);
        Assert.Equal(1, arena.ErrorWeights(arena.Allocate())[31]);
    }

    [Theory]
    [InlineData(65_520f)]
    [InlineData(-1e9f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Allocate_WeightThatNoHalfHolds_IsNamedAndTakesNoSlot(float weight)
    {
        var architecture = new Architecture(5, [4], 2);
        ModelArena arena = Halves(architecture);
        float[] parameters = new float[architecture.SlotFloats];
        parameters[7] = weight;

        ArgumentException error = Assert.Throws<ArgumentException>(() => arena.Allocate(parameters));

        Assert.Contains(FormattableString.Invariant($"is {weight}"), error.Message, StringComparison.Ordinal);
        Assert.Equal(0, arena.Used);
    }

    [Fact]
    public void Parameters_Halves_AreRefusedWithTheRemedy() =>
        Assert.Contains("CopyParameters", Assert.Throws<InvalidOperationException>(() => Halves(new Architecture(5, [4], 2)).Parameters(0).Length).Message, StringComparison.Ordinal);

    [Fact]
    public void CopyParameters_SinglePrecision_IsACopy()
    {
        var random = new PhiloxRandom(84);
        var architecture = new Architecture(5, [4], 2);
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate(RandomModels.Parameters(architecture, ref random));
        float[] copy = new float[architecture.SlotFloats];

        arena.CopyParameters(slot, copy);

        Assert.Equal(arena.Parameters(slot).ToArray(), copy);
        Assert.Equal(copy[architecture.ErrorWeightOffset], arena.ErrorWeights(slot)[0]);
    }

    [Fact]
    public void Score_Halves_AllocatesNothing()
    {
        var random = new PhiloxRandom(85);
        var architecture = new Architecture(21, [13], 5);
        ModelArena arena = Halves(architecture);
        int[] slots = [.. Enumerable.Range(0, 20).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random)))];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
        float[] reconstructions = new float[rows.Length];
        float[] errors = new float[20];
        var scorer = new SimdScorer();

        Assert.Equal(0, LeastAllocation.Of(() => scorer.Score(arena, new ScoreBatch(slots, rows, reconstructions, errors, new Span<float>(errors)))));
    }

    private static ModelArena Halves(Architecture architecture) => new(architecture, storage: WeightStorage.Float16);

    private static float[] Codes(ModelArena arena, int[] slots, float[] rows)
    {
        float[] codes = new float[slots.Length * arena.Architecture.Latent];
        LatentCoder.Encode(arena, slots, rows, codes, []);
        float[] decoded = new float[rows.Length];
        LatentCoder.Decode(arena, slots, codes, new float[slots.Length * arena.Architecture.Condition], decoded);
        return [.. codes, .. decoded];
    }

    private static float[] Probabilities(ModelArena arena, int[] slots, float[] rows)
    {
        float[] scores = new float[slots.Length];
        ReconstructionProbability.Score(arena, slots, rows, [.. slots.Select(s => (ulong)s)], 1, 3, scores);
        return scores;
    }
}
