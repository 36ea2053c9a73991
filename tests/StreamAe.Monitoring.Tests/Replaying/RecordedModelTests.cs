using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Monitoring.Tests.Replaying;

public sealed class RecordedModelTests
{
    [Theory]
    [InlineData("a", 49, 900, false)]
    [InlineData("a", 50, 0, true)]
    [InlineData("b", 99, 6, false)] // Of another partition, positions say nothing.
    [InlineData("b", 0, 7, true)]
    public void IsInUse_OfAStoredPosition_GoesByItInItsSource(string source, long position, long observations, bool expected) =>
        Assert.Equal(expected, new RecordedModel(1, 2, "a", 50, 7, 1).IsInUse(source, position, observations));

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void IsInUse_WithoutAPosition_GoesByTheSequence(long observations, bool expected) =>
        Assert.Equal(expected, new RecordedModel(1, 2, null, null, 7, null).IsInUse("a", 1000, observations));
}
