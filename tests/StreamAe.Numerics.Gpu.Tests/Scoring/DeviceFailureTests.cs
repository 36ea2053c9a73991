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

/// <summary>A device that is lost, full or never there: no row is lost, somebody is told, and it is tried again.</summary>
public sealed class DeviceFailureTests
{
    private const int ChunkRows = 32;

    private static readonly Architecture Small = new(5, [4], 2);

    private readonly TestClock _clock = new();
    private readonly List<string> _reports = [];
    private int _opened;
    private int _launches;

    // The launch at which the device is lost; 0 for never.
    private int _lostAt;
    private readonly ModelArena _arena = new(Small);
    private readonly int[] _slots;
    private readonly float[] _rows;

    public DeviceFailureTests()
    {
        var random = new PhiloxRandom(51);
        float[] parameters = RandomModels.Parameters(Small, ref random);
        _slots = [.. Enumerable.Range(0, 7).Select(_ => _arena.Allocate(parameters))];
        _rows = RandomModels.Rows(Small, _slots.Length, ref random);
    }

    [Fact]
    public void Score_DeviceThatDisappears_SimdScoresUntilItIsBack()
    {
        using GpuScorer scorer = Scorer(Open);
        AssertScores(scorer);
        Assert.Empty(_reports);

        _lostAt = _launches + 1;
        AssertScores(scorer);

        Assert.EndsWith(
            " failed in scoring (the device is lost); simd scores meanwhile, with the same results. Tried again in 30 s.", Assert.Single(_reports), StringComparison.Ordinal);

        // Not at once: a device that is gone would be asked at every batch.
        _clock.Advance(DeviceLink.RetryAfter - TimeSpan.FromSeconds(1));
        AssertScores(scorer);
        Assert.Equal(1, _opened);

        _clock.Advance(TimeSpan.FromSeconds(1));
        AssertScores(scorer);
        Assert.Equal(2, _opened);
        Assert.EndsWith(" works again for scoring.", _reports[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Score_DeviceThatCannotBeOpened_IsTriedAgain()
    {
        int attempts = 0;
        using GpuScorer scorer = Scorer(() => ++attempts < 3 ? throw new InvalidOperationException("no such device") : Open());
        for (int i = 0; i < 3; i++)
        {
            AssertScores(scorer);
            AssertScores(scorer);
            _clock.Advance(DeviceLink.RetryAfter);
        }

        Assert.Equal(3, attempts);
        Assert.Equal(1, _opened);
        Assert.Equal(3, _reports.Count);
        Assert.All(_reports[..2], report => Assert.StartsWith("The device cannot be opened for scoring (no such device); simd scores", report, StringComparison.Ordinal));
    }

    [Fact]
    public void Score_DeviceLostInTheMiddleOfABatch_EveryRowIsScored()
    {
        using GpuScorer scorer = Scorer(Open);
        AssertScores(scorer);
        int[] slots = [.. Enumerable.Repeat(_slots[0], ChunkRows + 5)];
        var random = new PhiloxRandom(52);
        float[] rows = RandomModels.Rows(Small, slots.Length, ref random);

        // The second of two chunks.
        _lostAt = _launches + 2;
        ScorerSuite.Scored actual = new(scorer, _arena, slots, rows);

        Assert.Equal(_lostAt, _launches);
        Assert.Single(_reports);
        ScorerSuite.Scored expected = new(new SimdScorer(), _arena, slots, rows);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Reconstructions, actual.Reconstructions);
    }

    [Fact]
    public void Score_ManyThreadsWhenTheDeviceDisappears_AllAreServed()
    {
        using GpuScorer scorer = Scorer(Open);
        AssertScores(scorer);
        _lostAt = _launches + 20;

        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => AssertScores(scorer));

        Assert.Single(_reports);
    }

    [Fact]
    public void Score_WrongBatch_IsTheCallersFaultAndNoFailure()
    {
        using GpuScorer scorer = Scorer(Open);

        Assert.Throws<ArgumentException>(() => scorer.Score(_arena, new ScoreBatch([_arena.Capacity], new float[8], new float[8], new float[1], new float[1])));

        Assert.Empty(_reports);
    }

    private GpuScorer Scorer(Func<GpuDevice> open) => new(
        new DeviceLink(open, _clock, _reports.Add, limits: new DeviceLimits { ChunkRows = ChunkRows }), crossover: null);

    private GpuDevice Open()
    {
        _opened++;
        return TestDevices.Open(launching: () =>
        {
            if (++_launches == _lostAt)
            {
                throw new LostDeviceException();
            }
        });
    }

    private void AssertScores(GpuScorer scorer)
    {
        ScorerSuite.Scored expected = new(new ScalarScorer(), _arena, _slots, _rows), actual = new(scorer, _arena, _slots, _rows);
        Assert.All(Enumerable.Range(0, _slots.Length), r => Assert.True(ScorerSuite.IsClose(expected.Errors[r], actual.Errors[r])));
    }

    private sealed class TestClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
