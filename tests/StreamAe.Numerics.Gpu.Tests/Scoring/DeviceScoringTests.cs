using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests;
using StreamAe.Numerics.Tests.Scoring;

namespace StreamAe.Numerics.Gpu.Tests.Scoring;

/// <summary>How batches, chunks and models move between host and device, beyond what the suite asks of every backend.</summary>
public sealed class DeviceScoringTests
{
    private static readonly Architecture Small = new(5, [4], 2, LatentKind.Gaussian);

    [Theory]
    [InlineData(8, new[] { 6 }, 4, LatentKind.Deterministic, 0)]
    [InlineData(5, new int[0], 2, LatentKind.Gaussian, 3)]
    [InlineData(9, new[] { 7, 5 }, 3, LatentKind.Gaussian, 2)]
    [InlineData(6, new[] { 9, 5, 4 }, 3, LatentKind.Deterministic, 0)]
    [InlineData(7, new[] { 9, 8, 6, 5 }, 4, LatentKind.Deterministic, 1)]
    public void Score_KernelsMadeForTheShape_GiveTheBitsOfTheGeneralOnes(int features, int[] hidden, int latent, LatentKind kind, int condition)
    {
        var random = new PhiloxRandom(41);
        var architecture = new Architecture(features, hidden, latent, kind, Activation.Elu, condition: condition);
        var arena = new ModelArena(architecture);
        int[] slots = Slots(arena, [1, 1, 5, 18, 1], ref random);
        float[] rows = Rows(architecture, slots.Length, ref random);
        using GpuScorer general = TestDevices.Scorer(), specialized = TestDevices.Scorer(specializes: true);

        ScorerSuite.Scored expected = new(general, arena, slots, rows), actual = new(specialized, arena, slots, rows);

        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), actual, architecture);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Divergences, actual.Divergences);
        Assert.Equal(expected.Reconstructions, actual.Reconstructions);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Score_GroupsOfOtherSizes_GiveTheSameBits(int warp)
    {
        var random = new PhiloxRandom(42);
        var arena = new ModelArena(Small);
        int[] slots = Slots(arena, [1, 3, 17, 1, 2], ref random);
        float[] rows = Rows(Small, slots.Length, ref random);
        using GpuScorer usual = TestDevices.Scorer(), other = TestDevices.Scorer(warp: warp);

        ScorerSuite.Scored expected = new(usual, arena, slots, rows), actual = new(other, arena, slots, rows);

        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Divergences, actual.Divergences);
        Assert.Equal(expected.Reconstructions, actual.Reconstructions);
    }

    [Theory]
    [InlineData(20, 9)]
    [InlineData(130, 130)]
    public void Score_HalfPrecisionWeights_AreWidenedAsTheProcessorWidensThem(int features, int hidden)
    {
        var random = new PhiloxRandom(43);
        var architecture = new Architecture(features, [hidden], 4, LatentKind.Gaussian);
        var arena = new ModelArena(architecture, storage: WeightStorage.Float16);
        float[] tiny = RandomModels.Parameters(architecture, ref random);
        tiny[0] = 1e-7f;
        tiny[1] = -1e-5f;
        tiny[2] = -60000;
        int[] slots = [arena.Allocate(tiny), .. Slots(arena, [1, 3, 17], ref random)];
        float[] rows = Rows(architecture, slots.Length, ref random);
        using GpuScorer scorer = TestDevices.Scorer();

        AssertClose(new ScorerSuite.Scored(new SimdScorer(), arena, slots, rows), new ScorerSuite.Scored(scorer, arena, slots, rows), architecture);
    }

    [Fact]
    public void Score_ModelBesideWhichFewRowsFit_GoesRowByRow()
    {
        var random = new PhiloxRandom(53);
        var architecture = new Architecture(74, [70], 8);
        var arena = new ModelArena(architecture);
        int[] slots = Slots(arena, [1, 2, 17], ref random);
        float[] rows = Rows(architecture, slots.Length, ref random);
        using GpuDevice device = TestDevices.Open();
        Assert.Equal(1, ScoringPlan.For(device, architecture, WeightStorage.Float32).Tiled!.Value.TileRows);
        using GpuScorer scorer = TestDevices.Scorer();

        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), new ScorerSuite.Scored(scorer, arena, slots, rows), architecture);
    }

    // 48 KiB hold 12,288 floats: one whose weights do not fit, one whose row does not, and more hidden layers than kernels have.
    [Theory]
    [InlineData(160, new[] { 90 }, 20, LatentKind.Gaussian, 5)]
    [InlineData(13_001, new int[0], 2, LatentKind.Gaussian, 3)]
    [InlineData(9, new[] { 8, 7, 6, 5, 4 }, 3, LatentKind.Deterministic, 0)]
    public void Score_ModelsThatSharedMemoryDoesNotHold_AgreeWithTheReference(int features, int[] hidden, int latent, LatentKind kind, int condition)
    {
        var random = new PhiloxRandom(44);
        var architecture = new Architecture(features, hidden, latent, kind, condition: condition);
        var arena = new ModelArena(architecture);
        int[] slots = Slots(arena, [1, 2, 17], ref random);
        float[] rows = Rows(architecture, slots.Length, ref random);
        using GpuDevice device = TestDevices.Open();
        Assert.True(ScoringPlan.For(device, architecture, WeightStorage.Float32).IsWide);
        using GpuScorer scorer = TestDevices.Scorer();

        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), new ScorerSuite.Scored(scorer, arena, slots, rows), architecture);
    }

    /// <summary>The last block of a row's inputs is not full, and what lies behind them is the next row.</summary>
    [Fact]
    public void Score_PoisonInARowOfALargeModel_HarmsThatRowOnly()
    {
        const int Poisoned = 1;
        var random = new PhiloxRandom(54);
        var architecture = new Architecture(160, [90], 20, LatentKind.Gaussian, condition: 5);
        var arena = new ModelArena(architecture);
        int[] slots = Slots(arena, [3], ref random);
        float[] rows = Rows(architecture, slots.Length, ref random);
        using GpuScorer scorer = TestDevices.Scorer();
        ScorerSuite.Scored clean = new(scorer, arena, slots, rows);
        rows.AsSpan(Poisoned * architecture.RowStride, architecture.Features).Fill(float.NaN);

        ScorerSuite.Scored scored = new(scorer, arena, slots, rows);

        Assert.True(float.IsNaN(scored.Errors[Poisoned]));
        Assert.Equal((clean.Errors[0], clean.Errors[2]), (scored.Errors[0], scored.Errors[2]));
        Assert.Equal((clean.Divergences[0], clean.Divergences[2]), (scored.Divergences[0], scored.Divergences[2]));
    }

    [Fact]
    public void Score_MoreModelsThanTheDeviceHolds_ScoresThemInChunks()
    {
        var random = new PhiloxRandom(45);
        var arena = new ModelArena(Small);
        int[] slots = [.. Enumerable.Range(0, 100).Select(_ => arena.Allocate(RandomModels.Parameters(Small, ref random)))];
        float[] rows = Rows(Small, slots.Length, ref random);
        using GpuDevice device = TestDevices.Open();
        using var scoring = new DeviceScoring(device, new DeviceLimits { ModelBytes = 12 * arena.SlotBytes });
        ScorerSuite.Scored expected = new(new ScalarScorer(), arena, slots, rows);

        for (int round = 0; round < 3; round++)
        {
            AssertClose(expected, new ScorerSuite.Scored(new Direct(scoring), arena, slots, rows), Small);
            Array.Reverse(slots);
            rows = ReversedRows(rows);
            expected = new(new ScalarScorer(), arena, slots, rows);
        }

        Assert.True(scoring.ModelCopies > slots.Length, $"{scoring.ModelCopies} models were copied: all of {slots.Length} cannot be resident.");
    }

    [Fact]
    public void Score_ModelsThatAreThere_AreNotCopiedAgain()
    {
        var random = new PhiloxRandom(46);
        var arena = new ModelArena(Small);
        int[] slots = Slots(arena, [1, 2, 3], ref random);
        float[] rows = Rows(Small, slots.Length, ref random);
        using GpuDevice device = TestDevices.Open();
        using var scoring = new DeviceScoring(device, new DeviceLimits());
        var scorer = new Direct(scoring);

        _ = new ScorerSuite.Scored(scorer, arena, slots, rows);
        _ = new ScorerSuite.Scored(scorer, arena, slots, rows);

        Assert.Equal(3, scoring.ModelCopies);
    }

    [Fact]
    public void Score_ModelWrittenSince_IsCopiedAgain()
    {
        var random = new PhiloxRandom(47);
        var arena = new ModelArena(Small);
        int[] slots = Slots(arena, [1, 2], ref random);
        float[] rows = Rows(Small, slots.Length, ref random);
        using GpuScorer scorer = TestDevices.Scorer();
        ScorerSuite.Scored before = new(scorer, arena, slots, rows);

        RandomModels.Parameters(Small, ref random).CopyTo(arena.Edit(slots[0]));
        ScorerSuite.Scored edited = new(scorer, arena, slots, rows);
        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), edited, Small);
        Assert.NotEqual(before.Errors[0], edited.Errors[0]);
        Assert.Equal(before.Errors[1], edited.Errors[1]);

        // A freed slot has another model the next time.
        arena.Free(slots[0]);
        Assert.Equal(slots[0], arena.Allocate(RandomModels.Parameters(Small, ref random)));
        ScorerSuite.Scored replaced = new(scorer, arena, slots, rows);
        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), replaced, Small);
        Assert.NotEqual(edited.Errors[0], replaced.Errors[0]);
    }

    [Fact]
    public void Score_ArenaThatGrew_KeepsItsModels()
    {
        var random = new PhiloxRandom(48);
        var arena = new ModelArena(Small, slotsPerBlock: 1);
        using GpuScorer scorer = TestDevices.Scorer();
        var slots = new List<int>();
        foreach (int models in new[] { 1, 3, 300 })
        {
            while (slots.Count < models)
            {
                slots.Add(arena.Allocate(RandomModels.Parameters(Small, ref random)));
            }

            float[] rows = Rows(Small, slots.Count, ref random);
            AssertClose(
                new ScorerSuite.Scored(new SimdScorer(), arena, [.. slots], rows), new ScorerSuite.Scored(scorer, arena, [.. slots], rows), Small);
        }
    }

    [Fact]
    public void Score_SeveralArenasAndPrecisions_AreKeptApart()
    {
        var random = new PhiloxRandom(49);
        using GpuScorer scorer = TestDevices.Scorer();
        ModelArena[] arenas = [new(Small), new(Small), new(new Architecture(8, [6], 4)), new(Small, storage: WeightStorage.Float16)];
        int[][] slots = [.. arenas.Select(a => Slots(a, [1, 2, 1], ref random))];
        for (int round = 0; round < 2; round++)
        {
            for (int a = 0; a < arenas.Length; a++)
            {
                float[] rows = Rows(arenas[a].Architecture, slots[a].Length, ref random);
                AssertClose(
                    new ScorerSuite.Scored(new ScalarScorer(), Widened(arenas[a]), slots[a], rows),
                    new ScorerSuite.Scored(scorer, arenas[a], slots[a], rows),
                    arenas[a].Architecture);
            }
        }
    }

    [Fact]
    public void Score_NoRows_DoesNothing()
    {
        using GpuScorer scorer = TestDevices.Scorer();

        scorer.Score(new ModelArena(Small), new ScoreBatch([], [], [], [], []));
    }

    [Fact]
    public void Score_SlotThatComesAgainLater_IsOneModel()
    {
        var random = new PhiloxRandom(50);
        var arena = new ModelArena(Small);
        int[] two = Slots(arena, [1, 1], ref random);
        int[] slots = [two[0], two[1], two[0], two[0], two[1]];
        float[] rows = Rows(Small, slots.Length, ref random);
        using GpuScorer scorer = TestDevices.Scorer();

        AssertClose(new ScorerSuite.Scored(new ScalarScorer(), arena, slots, rows), new ScorerSuite.Scored(scorer, arena, slots, rows), Small);
    }

    private static void AssertClose(ScorerSuite.Scored expected, ScorerSuite.Scored actual, Architecture architecture)
    {
        Assert.All(Enumerable.Range(0, expected.Errors.Length), row =>
        {
            Assert.True(ScorerSuite.IsClose(expected.Errors[row], actual.Errors[row]), $"Error of row {row}: {actual.Errors[row]:R} for {expected.Errors[row]:R}.");
            Assert.True(
                ScorerSuite.IsClose(expected.Divergences[row], actual.Divergences[row]), $"Divergence of row {row}: {actual.Divergences[row]:R} for {expected.Divergences[row]:R}.");
            for (int d = 0; d < architecture.Features; d++)
            {
                int at = (row * architecture.RowStride) + d;
                Assert.True(
                    ScorerSuite.IsClose(expected.Reconstructions[at], actual.Reconstructions[at]), $"Row {row}, feature {d}: {actual.Reconstructions[at]:R} for {expected.Reconstructions[at]:R}.");
            }
        });
    }

    /// <summary>The models of runs, each repeated so many times.</summary>
    private static int[] Slots(ModelArena arena, int[] runs, ref PhiloxRandom random)
    {
        var slots = new List<int>();
        foreach (int run in runs)
        {
            slots.AddRange(Enumerable.Repeat(arena.Allocate(RandomModels.Parameters(arena.Architecture, ref random)), run));
        }

        return [.. slots];
    }

    /// <summary>With contexts.</summary>
    private static float[] Rows(Architecture architecture, int count, ref PhiloxRandom random)
    {
        float[] rows = RandomModels.Rows(architecture, count, ref random);
        for (int i = 0; i < rows.Length; i++)
        {
            int column = i % architecture.RowStride;
            rows[i] = column >= architecture.Features && column < architecture.Features + architecture.Condition ? random.NextGaussian() : rows[i];
        }

        return rows;
    }

    private static float[] ReversedRows(float[] rows) => [.. rows.Chunk(Small.RowStride).Reverse().SelectMany(r => r)];

    /// <summary>The same models in floats, for the reference, which reads no halves.</summary>
    private static ModelArena Widened(ModelArena arena)
    {
        if (arena.Storage == WeightStorage.Float32)
        {
            return arena;
        }

        var widened = new ModelArena(arena.Architecture);
        float[] parameters = new float[arena.Architecture.SlotFloats];
        for (int slot = 0; slot < arena.Used; slot++)
        {
            arena.CopyParameters(slot, parameters);
            Assert.Equal(slot, widened.Allocate(parameters));
        }

        return widened;
    }

    /// <summary>A device without the link that would replace it.</summary>
    private sealed class Direct(DeviceScoring scoring) : IScorer
    {
        public string Name => "gpu";

        public void Score(ModelArena arena, in ScoreBatch batch) => scoring.Score(arena, batch);
    }
}
