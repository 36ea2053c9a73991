using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Tests.Training;

public sealed class HeldOutRowsTests
{
    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(4, 0.2, 0)]
    [InlineData(5, 0.2, 1)]
    [InlineData(0, 0.5, 0)]
    [InlineData(256, 0.2, 51)]
    [InlineData(499, 0.2, 99)]
    public void Of_ShortHistory_IsItsEnd(int rows, double share, int expected)
    {
        bool[] heldOut = HeldOutRows.Of(rows, share);
        Assert.Equal(rows, heldOut.Length);
        Assert.Equal(Enumerable.Range(rows - expected, expected), Enumerable.Range(0, rows).Where(r => heldOut[r]));
    }

    [Fact]
    public void Of_LongHistory_IsFiveStretchesAllOverIt()
    {
        bool[] heldOut = HeldOutRows.Of(10_000, 0.2);
        Assert.Equal(2000, heldOut.Count(h => h));
        Assert.Equal([1600, 3600, 5600, 7600, 9600], Enumerable.Range(1, 9_999).Where(r => heldOut[r] && !heldOut[r - 1]));
    }

    [Theory]
    [InlineData(700, 2)]
    [InlineData(1001, 4)]
    [InlineData(100_003, 5)]
    public void Of_AnyHistory_StretchesAreLongEnoughAndTheShareIsKept(int rows, int stretches)
    {
        bool[] heldOut = HeldOutRows.Of(rows, 0.2);
        Assert.Equal(stretches, Enumerable.Range(1, rows - 1).Count(r => heldOut[r] && !heldOut[r - 1]));
        Assert.InRange(heldOut.Count(h => h), (rows * 0.2) - stretches, rows * 0.2);
        Assert.True(heldOut[^1]);
    }
}
