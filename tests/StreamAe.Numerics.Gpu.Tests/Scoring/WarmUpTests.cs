using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests;
using StreamAe.Numerics.Tests.Scoring;

namespace StreamAe.Numerics.Gpu.Tests.Scoring;

/// <summary>What is compiled ahead is all that the first batch needs, whatever its runs.</summary>
public sealed class WarmUpTests
{
    private static readonly Architecture Small = new(5, [4], 2);

    // The kernels of a shape, or of every shape, and the one that brings models.
    [Theory]
    [InlineData(true, 8, new[] { 6 }, 4, WeightStorage.Float32, 3)]
    [InlineData(true, 8, new[] { 6 }, 4, WeightStorage.Float16, 3)]
    [InlineData(false, 8, new[] { 6 }, 4, WeightStorage.Float32, 2)]
    [InlineData(true, 74, new[] { 70 }, 8, WeightStorage.Float32, 2)]
    [InlineData(true, 9, new[] { 8, 7, 6, 5, 4 }, 3, WeightStorage.Float32, 4)]
    public void WarmUp_ThenTheFirstBatch_CompilesNothing(bool specializes, int features, int[] hidden, int latent, WeightStorage storage, int kernels)
    {
        var architecture = new Architecture(features, hidden, latent);
        using var link = new DeviceLink(() => TestDevices.Open(specializes), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, crossover: null);

        Assert.Equal(kernels, scorer.WarmUp(architecture, storage));
        Assert.Equal(0, scorer.WarmUp(architecture, storage));
        int compilations = link.Opened!.Device.Compilations;
        Score(scorer, architecture, storage);

        Assert.Equal(kernels, compilations);
        Assert.Equal(compilations, link.Opened.Device.Compilations);
    }

    [Fact]
    public void Score_WithoutWarmUp_Compiles()
    {
        using var link = new DeviceLink(() => TestDevices.Open(specializes: true), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, crossover: null);

        Score(scorer, Small, WeightStorage.Float32);

        Assert.Equal(3, link.Opened!.Device.Compilations);
    }

    [Fact]
    public void WarmUp_OfADevice_CountsAsNoScoringAndKeepsNoModel()
    {
        using var link = new DeviceLink(() => TestDevices.Open(), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, crossover: null);

        scorer.WarmUp(Small, WeightStorage.Float32);

        Assert.Equal(default, link.Counts);
        Assert.Equal(0, link.Opened!.ResidentBytes);
        Score(scorer, Small, WeightStorage.Float32);
        Assert.Equal((1, 2, 2), (link.Counts.Batches, link.Counts.Launches, link.Counts.ModelCopies));
    }

    [Fact]
    public void WarmUp_DeviceThatFails_IsToldOnceAndSimdScores()
    {
        var reports = new List<string>();
        using var link = new DeviceLink(
            () => TestDevices.Open(launching: () => throw new LostDeviceException()), TimeProvider.System, reports.Add);
        using var scorer = new GpuScorer(link, crossover: null);

        Assert.Equal(0, scorer.WarmUp(Small, WeightStorage.Float32));
        Assert.Equal(0, scorer.WarmUp(new Architecture(6, [4], 2), WeightStorage.Float32));
        Score(scorer, Small, WeightStorage.Float32);

        Assert.Contains("failed in scoring (the device is lost); simd scores meanwhile", Assert.Single(reports), StringComparison.Ordinal);
    }

    [Fact]
    public void WarmUp_WhereAMeasurementDecides_DoesNothing()
    {
        using var link = new DeviceLink(() => throw new InvalidOperationException("nobody asks for it"), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, new Crossover(link, TimeProvider.System, TestDevices.Fail));

        Assert.Equal(0, scorer.WarmUp(Small, WeightStorage.Float32));
        Assert.Null(link.Opened);
    }

    /// <summary>Runs of one row and of many, against SIMD's results.</summary>
    private static void Score(GpuScorer scorer, Architecture architecture, WeightStorage storage)
    {
        var random = new PhiloxRandom(61);
        var arena = new ModelArena(architecture, storage: storage);
        int one = arena.Allocate(RandomModels.Parameters(architecture, ref random));
        int[] slots = [one, .. Enumerable.Repeat(arena.Allocate(RandomModels.Parameters(architecture, ref random)), 21)];
        float[] rows = RandomModels.Rows(architecture, slots.Length, ref random);

        ScorerSuite.Scored expected = new(new SimdScorer(), arena, slots, rows), actual = new(scorer, arena, slots, rows);

        Assert.All(Enumerable.Range(0, slots.Length), r => Assert.True(ScorerSuite.IsClose(expected.Errors[r], actual.Errors[r])));
    }
}
