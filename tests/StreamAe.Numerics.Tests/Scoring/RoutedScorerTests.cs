using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>The whole suite through the router, and what it adds.</summary>
public sealed class RoutedScorerTests : ScorerSuite
{
    internal override IScorer Scorer { get; } = new Router(new SimdScorer());

    /// <summary>257 and 513 rows need more than a chunk; 5,000 slots a second digit.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(255, 3)]
    [InlineData(256, 40)]
    [InlineData(257, 1)]
    [InlineData(513, 5000)]
    public void Score_RowsInAnyOrder_GivesEachItsOwnResult(int rows, int models)
    {
        var random = new PhiloxRandom(61);
        var architecture = new Architecture(9, [7], 3, LatentKind.Gaussian);
        var arena = new ModelArena(architecture);
        float[] parameters = RandomModels.Parameters(architecture, ref random);
        for (int m = 0; m < models; m++)
        {
            parameters[architecture.Layers[0].BiasOffset] = random.NextGaussian();
            arena.Allocate(parameters);
        }

        int[] slots = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            slots[r] = random.NextInt32(models);
        }

        float[] values = RandomModels.Rows(architecture, rows, ref random);
        Scored routed = new(Scorer, arena, slots, values);
        Scored plain = new(new SimdScorer(), arena, slots, values);

        Assert.Equal(plain.Errors, routed.Errors);
        Assert.Equal(plain.Divergences, routed.Divergences);
        Assert.All(Enumerable.Range(0, rows), r => Assert.Equal(plain.Reconstruction(r), routed.Reconstruction(r)));
    }

    [Fact]
    public void Score_ReconstructionsNotWanted_GivesTheSameErrors()
    {
        var random = new PhiloxRandom(62);
        var architecture = new Architecture(9, [7], 3);
        var arena = new ModelArena(architecture);
        int[] slots = [.. Enumerable.Range(0, 5).Select(_ => arena.Allocate(RandomModels.Parameters(architecture, ref random))).Reverse()];
        float[] rows = RandomModels.Rows(architecture, 5, ref random);
        float[] errors = new float[5];

        new RoutedScorer(new SimdScorer()).Score(arena, new ScoreBatch(slots, rows, [], errors, new float[5]));

        Assert.Equal(new Scored(Scorer, arena, slots, rows).Errors, errors);
    }

    /// <summary>The suite calls a scorer from many threads, a router has buffers of its own: one a thread.</summary>
    private sealed class Router(IScorer scorer) : IScorer, IDisposable
    {
        private readonly ThreadLocal<RoutedScorer> _routers = new(() => new RoutedScorer(scorer));

        public string Name => "routed";

        public void Score(ModelArena arena, in ScoreBatch batch) => _routers.Value!.Score(arena, batch);

        public void Dispose() => _routers.Dispose();
    }
}
