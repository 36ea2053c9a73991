using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>
/// What every backend must do. Results agree with <see cref="ScalarScorer"/> within 1e-5 relative; below <see cref="Floor"/> within
/// 1e-5·<see cref="Floor"/>, because sums of terms of order 1 cancel there.
/// </summary>
public abstract class ScorerSuite
{
    private const double RelativeTolerance = 1e-5;
    private const double Floor = 0.1;

    private static readonly int[] RunLengths = [1, 2, 3, 4, 5, 15, 16, 31, 32, 33, 34, 36, 37, 71];

    internal abstract IScorer Scorer { get; }

    /// <summary>What the libraries below a backend allocate for themselves, whatever the number of rows.</summary>
    private protected virtual int BytesACall => 0;

    public static TheoryData<int, LatentKind> DepthsAndKinds()
    {
        var data = new TheoryData<int, LatentKind>();
        foreach (LatentKind kind in RandomModels.LatentKinds)
        {
            for (int depth = 0; depth <= 3; depth++)
            {
                data.Add(depth, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(DepthsAndKinds))]
    public void Score_WidthsAroundVectorEdgesAndAllActivations_AgreesWithTheReference(int depth, LatentKind kind)
    {
        var random = new PhiloxRandom(31, (ulong)depth);
        foreach (int features in RandomModels.EdgeWidths)
        {
            foreach (Activation hidden in RandomModels.Activations)
            {
                Architecture architecture = RandomModels.Architecture(features, depth, hidden, kind, ref random);
                CheckAgainstReference(architecture, runs: [1, 1, 1, 1, 5, 2], ref random);
            }
        }
    }

    [Theory]
    [InlineData(8, 6, 4, LatentKind.Deterministic)]
    [InlineData(33, 17, 5, LatentKind.Gaussian)]
    [InlineData(3, 1, 1, LatentKind.Gaussian)]
    public void Score_RunsOfAnyLength_AgreesWithTheReference(int features, int hidden, int latent, LatentKind kind)
    {
        var random = new PhiloxRandom(32);
        var architecture = new Architecture(features, [hidden], latent, kind);
        foreach (int run in RunLengths)
        {
            CheckAgainstReference(architecture, [run], ref random);
            CheckAgainstReference(architecture, [1, run, 2], ref random);
            CheckAgainstReference(architecture, [1, 1, run, 1, 1, 1, 1, run], ref random);
        }

        CheckAgainstReference(architecture, RunLengths, ref random);
    }

    [Fact]
    public void Score_RandomShapesAndRuns_AgreesWithTheReference()
    {
        // Four run lengths, then four widths, then the choice of activations and latent kind.
        Gen<int[]> cases = Gen.Choose(0, 209).ArrayOf(9);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            int[] widths = [.. given[4..8].Select(v => 1 + (v % 70))];
            Activation[] all = RandomModels.Activations;
            var architecture = new Architecture(
                widths[0], widths[1..3], widths[3], (LatentKind)(given[8] % 2), all[given[8] % 6], all[given[8] / 6 % 6], all[given[8] / 36]);
            var random = new PhiloxRandom((ulong)given[8]);
            CheckAgainstReference(architecture, [.. given[..4].Select(v => 1 + (v % 35))], ref random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20240229, 7));
    }

    [Fact]
    public void Score_AlternatingSlots_GivesEachRowItsOwnModel()
    {
        var random = new PhiloxRandom(33);
        var architecture = new Architecture(9, [7], 3);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Range(0, 3).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random)))];
        int[] order = [.. Enumerable.Range(0, 40).Select(i => slots[i * i % 3])];
        Scored grouped = new(Scorer, arena, order, RandomModels.Rows(architecture, order.Length, ref random));

        for (int r = 0; r < order.Length; r++)
        {
            Scored alone = new(Scorer, arena, [order[r]], grouped.Rows[(r * architecture.RowStride)..((r + 1) * architecture.RowStride)]);
            Assert.Equal(alone.Errors[0], grouped.Errors[r]);
            Assert.Equal(alone.Reconstruction(0), grouped.Reconstruction(r));
        }

        Assert.Equal(order.Length, grouped.Errors.Distinct().Count());
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Score_RunsAndSinglesMixed_GivesEachRowTheBitsItHasAlone(LatentKind kind)
    {
        var random = new PhiloxRandom(40);
        var architecture = new Architecture(41, [33, 12], 6, kind);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Range(0, 9).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random)))];
        int[] order = [.. (int[])[0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 5, 6], .. Enumerable.Repeat(7, 35), 8, 0, 1];
        Scored mixed = new(Scorer, arena, Array.ConvertAll(order, i => slots[i]), RandomModels.Rows(architecture, order.Length, ref random));

        for (int r = 0; r < order.Length; r++)
        {
            Scored alone = new(Scorer, arena, [slots[order[r]]], mixed.Rows[(r * architecture.RowStride)..((r + 1) * architecture.RowStride)]);
            Assert.Equal(alone.Errors[0], mixed.Errors[r]);
            Assert.Equal(alone.Divergences[0], mixed.Divergences[r]);
            Assert.Equal(alone.Reconstruction(0), mixed.Reconstruction(r));
        }
    }

    [Fact]
    public void Score_SameModelAndRow_GivesTheSameBitsWhereverItStands()
    {
        var random = new PhiloxRandom(34);
        var architecture = new Architecture(38, [19], 9, LatentKind.Gaussian);
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate(RandomModels.Parameters(architecture, ref random));
        float[] row = RandomModels.Rows(architecture, 1, ref random);
        Scored alone = new(Scorer, arena, [slot], row);
        for (int count = 2; count <= 37; count += 5)
        {
            float[] rows = [.. Enumerable.Repeat(row, count).SelectMany(r => r)];
            Scored many = new(Scorer, arena, [.. Enumerable.Repeat(slot, count)], rows);

            Assert.All(many.Errors, e => Assert.Equal(alone.Errors[0], e));
            Assert.All(many.Divergences, e => Assert.Equal(alone.Divergences[0], e));
        }
    }

    [Fact]
    public void Score_NoRows_DoesNothing()
    {
        var architecture = new Architecture(5, [4], 2);

        Scorer.Score(new ModelArena(architecture), new ScoreBatch([], [], [], [], []));
    }

    [Theory]
    [InlineData(LatentKind.Deterministic, float.NaN)]
    [InlineData(LatentKind.Gaussian, float.NaN)]
    [InlineData(LatentKind.Deterministic, float.PositiveInfinity)]
    [InlineData(LatentKind.Gaussian, float.MaxValue)]
    public void Score_PoisonInOneRow_HarmsThatRowOnly(LatentKind kind, float poison)
    {
        foreach (Activation hidden in RandomModels.Activations)
        {
            var random = new PhiloxRandom(35);
            var architecture = new Architecture(11, [9], 3, kind, hidden, Activation.Tanh);
            var arena = new ModelArena(architecture);
            int[] slots = [.. Enumerable.Repeat(arena.Allocate(RandomModels.Parameters(architecture, ref random)), 21)];
            float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
            Scored clean = new(Scorer, arena, slots, rows);
            for (int poisoned = 0; poisoned < slots.Length; poisoned += 4)
            {
                float[] bad = [.. rows];
                bad[(poisoned * architecture.RowStride) + 10] = poison;
                Scored scored = new(Scorer, arena, slots, bad);
                for (int r = 0; r < slots.Length; r++)
                {
                    if (r != poisoned)
                    {
                        Assert.Equal(clean.Errors[r], scored.Errors[r]);
                        Assert.Equal(clean.Divergences[r], scored.Divergences[r]);
                        Assert.Equal(clean.Reconstruction(r), scored.Reconstruction(r));
                    }
                }

                Assert.False(float.IsFinite(scored.Errors[poisoned]), $"{hidden}: error {scored.Errors[poisoned]} of a row with {poison}");
                if (float.IsNaN(poison))
                {
                    Assert.True(float.IsNaN(scored.Errors[poisoned]));
                    Assert.All(scored.Reconstruction(poisoned), v => Assert.True(float.IsNaN(v)));
                    Assert.Equal(kind == LatentKind.Gaussian, float.IsNaN(scored.Divergences[poisoned]));
                }
            }
        }
    }

    [Fact]
    public void Score_PaddingOfRows_IsNotRead()
    {
        var random = new PhiloxRandom(36);
        var architecture = new Architecture(5, [6], 2, LatentKind.Gaussian);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Repeat(arena.Allocate(RandomModels.Parameters(architecture, ref random)), 6)];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
        Scored clean = new(Scorer, arena, slots, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % architecture.RowStride < architecture.Features ? rows[i] : float.NaN;
        }

        Scored dirty = new(Scorer, arena, slots, rows);

        Assert.Equal(clean.Errors, dirty.Errors);
        Assert.Equal(clean.Divergences, dirty.Divergences);
    }

    [Fact]
    public void Score_LongerSpans_LeavesTheRestAlone()
    {
        const int Rows = 18;
        const int Extra = 40;
        const float Mark = -12.25f;
        var random = new PhiloxRandom(37);
        foreach (int features in RandomModels.EdgeWidths)
        {
            var architecture = new Architecture(features, [5], 3, LatentKind.Gaussian, Activation.Sigmoid);
            var arena = new ModelArena(architecture);
            int slot = arena.Allocate(RandomModels.Parameters(architecture, ref random));
            float[] before = arena.Parameters(slot).ToArray();
            int floats = Rows * architecture.RowStride;
            float[] rows = RandomModels.Rows(architecture, Rows + Extra, ref random);
            float[] given = [.. rows];
            float[] reconstructions = Filled(floats + Extra, Mark);
            float[] errors = Filled(Rows + Extra, Mark);
            float[] divergences = Filled(Rows + Extra, Mark);

            Scorer.Score(arena, new ScoreBatch([.. Enumerable.Repeat(slot, Rows)], rows, reconstructions, errors, divergences));

            Assert.Equal(Filled(Extra, Mark), reconstructions[floats..]);
            Assert.Equal(Filled(Extra, Mark), errors[Rows..]);
            Assert.Equal(Filled(Extra, Mark), divergences[Rows..]);
            Assert.Equal(given, rows);
            Assert.Equal(before, arena.Parameters(slot).ToArray());
            Assert.DoesNotContain(Mark, errors[..Rows]);
        }
    }

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 0, 0, 1)]
    public void Score_SpanTooShort_SaysTheSizes(int lessRows, int lessReconstructions, int lessErrors, int lessDivergences)
    {
        var architecture = new Architecture(5, [4], 2);
        var arena = new ModelArena(architecture);
        int[] slots = [arena.Allocate(), arena.Allocate(), arena.Allocate()];
        int floats = 3 * architecture.RowStride;

        ArgumentException error = Assert.Throws<ArgumentException>(() => Scorer.Score(arena, new ScoreBatch(
            slots,
            new float[floats - lessRows],
            new float[floats - lessReconstructions],
            new float[3 - lessErrors],
            new float[3 - lessDivergences])));

        Assert.Contains("3 rows", error.Message, StringComparison.Ordinal);
        Assert.Contains((lessRows + lessReconstructions > 0 ? floats - 1 : 2).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Score_SlotThatDoesNotExist_SaysWhich(int slot)
    {
        var architecture = new Architecture(5, [4], 2);
        var arena = new ModelArena(architecture);
        int good = arena.Allocate();

        Assert.Throws<ArgumentException>(() => new Scored(Scorer, arena, [good, arena.Capacity], new float[2 * architecture.RowStride]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Scored(Scorer, arena, [good, slot], new float[2 * architecture.RowStride]));

        Assert.Contains($"Slot {slot}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Score_AfterTheFirstCall_AllocatesNothing(LatentKind kind)
    {
        var random = new PhiloxRandom(38);
        var architecture = new Architecture(38, [19], 9, kind);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Range(0, 64).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random)))];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
        float[] reconstructions = new float[rows.Length];
        float[] errors = new float[slots.Length];
        float[] divergences = new float[slots.Length];
        IScorer scorer = Scorer;
        scorer.Score(arena, new ScoreBatch(slots, rows, reconstructions, errors, divergences));

        // The JIT replaces the code while it runs and may allocate for itself; a scorer that allocates does so in every round.
        long least = long.MaxValue;
        const int Calls = 20;
        for (int round = 0; round < 20 && least > Calls * BytesACall; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int call = 0; call < Calls; call++)
            {
                scorer.Score(arena, new ScoreBatch(slots, rows, reconstructions, errors, divergences));
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, Calls * BytesACall);
    }

    [Fact]
    public void Score_ManyThreadsAtOnce_GivesWhatOneGives()
    {
        var random = new PhiloxRandom(39);
        var architecture = new Architecture(20, [10], 4, LatentKind.Gaussian);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Range(0, 50).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random)))];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);
        Scored expected = new(Scorer, arena, slots, rows);

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Scored actual = new(Scorer, arena, slots, rows);
            Assert.Equal(expected.Errors, actual.Errors);
            Assert.Equal(expected.Divergences, actual.Divergences);
        });
    }

    internal static bool IsClose(double expected, float actual, double floor = Floor) =>
        Math.Abs(actual - expected) <= RelativeTolerance * Math.Max(floor, Math.Abs(expected));

    private void CheckAgainstReference(Architecture architecture, int[] runs, ref PhiloxRandom random)
    {
        var arena = new ModelArena(architecture);
        var slots = new List<int>();
        foreach (int run in runs)
        {
            slots.AddRange(Enumerable.Repeat(arena.Allocate(RandomModels.Parameters(architecture, ref random)), run));
        }

        float[] rows = RandomModels.Rows(architecture, slots.Count, ref random);
        Scored expected = new(new ScalarScorer(), arena, [.. slots], rows);
        Scored actual = new(Scorer, arena, [.. slots], rows);
        for (int r = 0; r < slots.Count; r++)
        {
            bool isClose = IsClose(expected.Errors[r], actual.Errors[r]) && IsClose(expected.Divergences[r], actual.Divergences[r]);
            for (int d = 0; d < architecture.Features; d++)
            {
                int at = (r * architecture.RowStride) + d;
                isClose &= IsClose(expected.Reconstructions[at], actual.Reconstructions[at]);
            }

            if (!isClose)
            {
                Assert.Fail(
                    $"{architecture} {architecture.LatentActivation} {architecture.OutputActivation}, runs {string.Join(',', runs)}, row {r}: "
                    + $"error {actual.Errors[r]:R} for {expected.Errors[r]:R}, divergence {actual.Divergences[r]:R} for {expected.Divergences[r]:R}, "
                    + $"reconstruction {string.Join(' ', actual.Reconstruction(r))} for {string.Join(' ', expected.Reconstruction(r))}");
            }
        }
    }

    private static float[] Filled(int count, float value)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>One call and its results.</summary>
    internal sealed class Scored
    {
        private readonly Architecture _architecture;

        public Scored(IScorer scorer, ModelArena arena, int[] slots, float[] rows)
        {
            _architecture = arena.Architecture;
            Rows = rows;
            // What a scorer does not write stays NaN and is seen.
            Reconstructions = Filled(slots.Length * _architecture.RowStride, float.NaN);
            Errors = Filled(slots.Length, float.NaN);
            Divergences = Filled(slots.Length, float.NaN);
            scorer.Score(arena, new ScoreBatch(slots, rows, Reconstructions, Errors, Divergences));
        }

        public float[] Rows { get; }

        public float[] Reconstructions { get; }

        public float[] Errors { get; }

        public float[] Divergences { get; }

        public float[] Reconstruction(int row) =>
            Reconstructions[(row * _architecture.RowStride)..((row * _architecture.RowStride) + _architecture.Features)];
    }
}
