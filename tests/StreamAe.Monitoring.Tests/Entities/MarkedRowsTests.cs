using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>Rows by event time, in pages of eight.</summary>
public sealed class MarkedRowsTests
{
    [Theory]
    [InlineData(0, 1, 0, 8)]
    [InlineData(80, 81, 8, 16)]
    [InlineData(79, 81, 0, 16)]
    [InlineData(-50, 0, 0, 0)]
    [InlineData(195, 1000, 16, 20)]
    [InlineData(191, 1000, 16, 20)]
    [InlineData(190, 191, 16, 20)]
    [InlineData(-1000, 1000, 0, 20)]
    [InlineData(200, 1000, 0, 0)]
    public void Apply_OfATime_MarksThePagesThatReachIntoIt(long from, long to, int first, int end)
    {
        RowHistory history = Of(20, capacity: 64);
        int rows = MarkedRows.Apply(history, new MarkBody(from, to, Exclude: true), newest: 190);
        Assert.Equal(from > 190 ? 0 : end - first, rows);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => rows > 0 && i >= first && i < end), history.Copy().Excluded);
    }

    [Fact]
    public void Apply_OfAFullRing_BeginsWithTheOldestHeldRow()
    {
        RowHistory history = Of(100, capacity: 20);
        Assert.Equal(16, MarkedRows.Apply(history, new MarkBody(0, 900, Exclude: true), newest: 990));
        Assert.Equal(Enumerable.Range(80, 20).Select(i => i < 96), history.Copy().Excluded);
    }

    [Theory]
    [InlineData(-1, 20)]
    [InlineData(0, 12)]
    [InlineData(79, 12)]
    [InlineData(80, 4)]
    [InlineData(160, 0)]
    public void After_ATime_CountsThePagesThatBeginLater(long time, int rows) => Assert.Equal(rows, MarkedRows.After(Of(20, capacity: 64), time));

    [Fact]
    public void After_RowsWithoutTimes_CountsNone()
    {
        var history = new RowHistory(RowHistory.CreatePages(1), 1, 16);
        history.Append(out _);
        Assert.Equal(0, MarkedRows.After(history, 0));
        Assert.Equal(0, MarkedRows.Apply(history, new MarkBody(-10, 10, Exclude: true), newest: 0));
    }

    /// <summary>Row i at time 10·i.</summary>
    private static RowHistory Of(int rows, int capacity)
    {
        var history = new RowHistory(RowHistory.CreatePages(1), 1, capacity);
        for (int i = 0; i < rows; i++)
        {
            history.Append(10 * i, out _)[0] = i;
        }

        return history;
    }
}
