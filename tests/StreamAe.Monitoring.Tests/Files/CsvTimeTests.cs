using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvTimeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 10_000_000)]
    [InlineData("-1", -10_000_000)]
    [InlineData(" 1 ", 10_000_000)]
    [InlineData("1421640.5", 14_216_405_000_000)]
    [InlineData("1e3", 10_000_000_000)]
    [InlineData("99999999999", 999_999_999_990_000_000)]
    [InlineData("1970-01-01T00:00:01Z", 10_000_000)]
    [InlineData("1970-01-01 00:00:01", 10_000_000)]
    [InlineData("1970-01-01T01:00:01.5+01:00", 15_000_000)]
    [InlineData("1970-01-02", 864_000_000_000)]
    public void TryParse_Time_IsTicks(string text, long ticks)
    {
        Assert.True(CsvTime.TryParse(Encoding.UTF8.GetBytes(text), out long parsed));
        Assert.Equal(ticks, parsed);
    }

    [Fact]
    public void TryParse_WholeSeconds_AgreesWithEventTime() => Prop.ForAll(
        Arb.From(Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, 46)).Select(pair => (long)pair.Item1 * pair.Item2)),
        seconds =>
        {
            string text = seconds.ToString(CultureInfo.InvariantCulture);
            Assert.True(EventTime.TryParse(text, out long expected));
            Assert.True(CsvTime.TryParse(Encoding.UTF8.GetBytes(text), out long ticks));
            Assert.Equal(expected, ticks);
        }).QuickCheckThrowOnFailure();
}
