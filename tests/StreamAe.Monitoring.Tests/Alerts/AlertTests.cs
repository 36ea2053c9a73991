using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Alerts;

public sealed class AlertTests
{
    [Theory]
    [InlineData(3, AlertSeverity.Minor)]
    [InlineData(4.99f, AlertSeverity.Minor)]
    [InlineData(5, AlertSeverity.Major)]
    [InlineData(7.99f, AlertSeverity.Major)]
    [InlineData(8, AlertSeverity.Critical)]
    public void SeverityOf_Surprise_ChangesAtFiveAndEight(float surprise, AlertSeverity expected) =>
        Assert.Equal(expected, new SeverityDefinition().Of(surprise));

    [Fact]
    public void SeverityOf_OwnLimits_ChangesAtThem()
    {
        var severity = new SeverityDefinition { Major = 3.5, Critical = 4 };
        Assert.Equal([AlertSeverity.Minor, AlertSeverity.Major, AlertSeverity.Critical], ((float[])[3.4f, 3.9f, 4]).Select(severity.Of));
    }

    [Fact]
    public void IdOf_AnyPartChanged_IsAnotherId()
    {
        string[] ids =
        [
            Alert.IdOf("m", "e", 1, 2), Alert.IdOf("m2", "e", 1, 2), Alert.IdOf("m", "e2", 1, 2), Alert.IdOf("m", "e", 2, 2),
            Alert.IdOf("m", "e", 1, 3), Alert.IdOf("me", "", 1, 2), Alert.IdOf("m", "e", 12, 2), Alert.IdOf("m", "e", 1, 22),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    /// <summary>Ids are the same in every version: an operator's link must not break.</summary>
    [Fact]
    public void IdOf_KnownParts_IsTheSameForEver() =>
        Assert.Equal("defa518530bc90ad8c6a7a40f179755c", Alert.IdOf("pumps", "p1", 41, 17_000_000_000_000_000));
}
