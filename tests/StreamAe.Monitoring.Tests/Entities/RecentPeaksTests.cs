using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class RecentPeaksTests
{
    /// <summary>Against a look at every row of the window.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 5)]
    [InlineData(3, 5000)]
    [InlineData(4, 0)]
    public void Take_AnyScores_FindsThoseAboveAllBefore(ulong seed, int reach)
    {
        var random = new PhiloxRandom(seed);
        var peaks = default(RecentPeaks);
        var rows = new List<(long Sequence, long Time, float Score)>();
        long sequence = 0, time = 0;
        int found = 0;
        for (int i = 0; i < 5000; i++)
        {
            sequence += random.NextInt32(20) == 0 ? 3 : 1;
            time += random.NextInt32(30) == 0 ? 200 : random.NextInt32(3);

            // Few levels, so that scores repeat.
            float score = random.NextInt32(4) == 0 ? random.NextInt32(50) : Math.Abs(random.NextGaussian());
            bool expected = rows.All(r =>
                r.Score < score || sequence - r.Sequence > 400 || (sequence - r.Sequence > 30 && time - r.Time > reach));
            Assert.Equal(expected, peaks.Take(sequence, time, score, reach));
            rows.Add((sequence, time, score));
            rows.RemoveAll(r => sequence - r.Sequence > 500);
            found += expected ? 1 : 0;
        }

        Assert.InRange(found, 5, 2000);
    }

    [Fact]
    public void Take_ScoresThatOnlyFall_AreRepeatsUntilTheFirstIsOld()
    {
        var peaks = default(RecentPeaks);
        var found = new List<int>();
        for (int i = 0; i < 2000; i++)
        {
            if (peaks.Take(i, i, 10_000 - i, long.MaxValue))
            {
                found.Add(i);
            }
        }

        // A row is a peak again when all before it is more than 400 rows old, which with falling scores never is.
        Assert.Equal([0], found);
    }

    [Fact]
    public void Take_TimeThatJumpsBack_OnlyLooksFurther()
    {
        var peaks = default(RecentPeaks);
        Assert.True(peaks.Take(0, 1_000_000, 5, 10));
        Assert.False(peaks.Take(100, 0, 4, 10));
        Assert.True(peaks.Take(131, 2_000_000, 3, 10));
    }

    [Fact]
    public void Take_EqualScore_IsARepeat()
    {
        var peaks = default(RecentPeaks);
        Assert.True(peaks.Take(0, 0, 5, 10));
        Assert.False(peaks.Take(1, 0, 5, 10));
        Assert.True(peaks.Take(2, 0, 5.01f, 10));
    }
}
