using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

public sealed class QuietDefinitionTests
{
    /// <summary>2026-06-05 is a Friday.</summary>
    [Theory]
    [InlineData("2026-06-05T21:59:59Z", false)]
    [InlineData("2026-06-05T22:00:00Z", true)]
    [InlineData("2026-06-06T05:59:59Z", true)]
    [InlineData("2026-06-06T06:00:00Z", false)]
    [InlineData("2026-06-06T23:00:00Z", false)]
    [InlineData("2026-06-05T03:00:00Z", false)]
    public void Contain_ANightThatBeginsOnFriday_LastsIntoSaturday(string time, bool expected) =>
        Assert.Equal(expected, new QuietDefinition { Days = [DayOfWeek.Friday], From = new TimeOnly(22, 0), To = new TimeOnly(6, 0) }.Contain(Ticks(time)));

    [Theory]
    [InlineData("2026-06-05T11:59:00Z", false)]
    [InlineData("2026-06-05T12:00:00Z", true)]
    [InlineData("2026-06-05T12:59:00Z", true)]
    [InlineData("2026-06-05T13:00:00Z", false)]
    public void Contain_AnHourOfTheDay_IsThatHour(string time, bool expected) =>
        Assert.Equal(expected, new QuietDefinition { From = new TimeOnly(12, 0), To = new TimeOnly(13, 0) }.Contain(Ticks(time)));

    /// <summary>Midnight in Berlin is 22:00 UTC in summer and 23:00 in winter.</summary>
    [Theory]
    [InlineData("2026-06-05T22:30:00Z", true)]
    [InlineData("2026-12-05T22:30:00Z", false)]
    [InlineData("2026-12-05T23:30:00Z", true)]
    public void Contain_AZone_FollowsItsSummerTime(string time, bool expected) =>
        Assert.Equal(expected, new QuietDefinition { From = new TimeOnly(0, 0), To = new TimeOnly(1, 0), Zone = "Europe/Berlin" }.Contain(Ticks(time)));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Contain_TimesBeyondTheCalendar_AreAnswered(long time) =>
        Assert.IsType<bool>(new QuietDefinition { To = new TimeOnly(23, 0), Zone = "Europe/Berlin" }.Contain(time));

    [Fact]
    public void Hold_Severity_LetsThroughWhatIsNotBelow()
    {
        var hours = new QuietDefinition { Below = AlertSeverity.Major };
        Assert.Equal([true, false, false], Enum.GetValues<AlertSeverity>().Select(s => hours.Hold(Ticks("2026-06-05T12:00:00Z"), s)));
    }

    private static long Ticks(string time) => (DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks;
}
