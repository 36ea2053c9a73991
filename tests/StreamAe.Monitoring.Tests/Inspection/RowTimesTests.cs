using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Tests.Inspection;

/// <summary>Times of held rows, of which the history has one in eight.</summary>
public sealed class RowTimesTests
{
    private const int Page = RowHistory.PageRows;

    [Fact]
    public void Of_RowsThatWereAllScored_AreTheScoresOwn()
    {
        long[] times = [.. Enumerable.Range(0, 20).Select(i => (long)(100 + (i * i)))];
        long[] found = RowTimes.Of(3, PageTimes(times, first: 3), times[^1], Scores(times), out float[] surprises, out bool areExact);
        Assert.True(areExact);
        Assert.Equal(times[3..], found);
        Assert.Equal(Enumerable.Range(3, 17).Select(i => (float)i), surprises);
    }

    [Fact]
    public void Of_RowsWithoutScores_LieEvenlyBetweenThoseThatAreKnown()
    {
        long[] times = [.. Enumerable.Range(0, 20).Select(i => (long)(100 + (i * 10)))];
        long[] found = RowTimes.Of(0, PageTimes(times, first: 0), times[^1], [], out float[] surprises, out bool areExact);
        Assert.False(areExact);
        Assert.Equal(times, found);
        Assert.All(surprises, s => Assert.True(float.IsNaN(s)));
    }

    /// <summary>A row of a page was not scored: which one is not known, so that none of the page is given another's time.</summary>
    [Fact]
    public void Of_APageWithARowThatWasNotScored_TakesNoScoreOfIt()
    {
        long[] times = [.. Enumerable.Range(0, 24).Select(i => (long)(100 + (i * 10) + (i % 3)))];
        List<StoredScore> scores = Scores(times);
        scores.RemoveAt(Page + 2);
        long[] found = RowTimes.Of(0, PageTimes(times, first: 0), times[^1], scores, out float[] surprises, out bool areExact);
        Assert.False(areExact);
        Assert.Equal(times[..(Page + 1)], found[..(Page + 1)]);
        Assert.Equal(times[(2 * Page)..], found[(2 * Page)..]);
        Assert.All(surprises[Page..(2 * Page)], s => Assert.True(float.IsNaN(s)));
        Assert.All(surprises[(2 * Page)..], s => Assert.False(float.IsNaN(s)));
        Assert.Equal(found.Order(), found);
    }

    [Fact]
    public void Of_OneRow_IsTheNewest()
    {
        Assert.Equal([700], RowTimes.Of(Page, [700], 700, [], out _, out bool areExact));
        Assert.True(areExact);
        Assert.Equal([900], RowTimes.Of(0, [RowHistory.NoTime], 900, [], out _, out _));
    }

    private static long[] PageTimes(long[] times, int first) => [.. Enumerable.Range(first, times.Length - first).Select(i => times[i - (i % Page)])];

    private static List<StoredScore> Scores(long[] times) => [.. times.Select((t, i) => new StoredScore("e", t, i, i))];
}
