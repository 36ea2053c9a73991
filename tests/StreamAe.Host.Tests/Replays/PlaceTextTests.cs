using System.Globalization;
using StreamAe.Host.Commands;
using StreamAe.Host.Replays;
using StreamAe.Kafka.Ranges;

namespace StreamAe.Host.Tests.Replays;

public sealed class PlaceTextTests
{
    [Fact]
    public void From_EveryForm_IsThatPlace()
    {
        Assert.IsType<RangePlace.Earliest>(PlaceText.From("earliest"));
        Assert.Equal(new RangePlace.AtOffset(12345), PlaceText.From("offset:12345"));
        Assert.Equal(
            new RangePlace.AtTime(DateTimeOffset.Parse("2026-11-24T06:30:00.5Z", CultureInfo.InvariantCulture)), PlaceText.From("2026-11-24T07:30:00.5+01:00"));
        var some = Assert.IsType<RangePlace.AtOffsets>(PlaceText.From("offset:0=5,a/1=7,1=9"));
        Assert.Equal((5, 7, 9, null), (some.Of("a", 0), some.Of("a", 1), some.Of("b", 1), some.Of("b", 2)));
        Assert.IsType<RangePlace.End>(PlaceText.To(null));
        Assert.IsType<RangePlace.End>(PlaceText.To("end"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("end")]
    [InlineData("17")]
    [InlineData("1e9")]
    [InlineData("offset:")]
    [InlineData("offset:-1")]
    [InlineData("offset:1.5")]
    [InlineData("offset:99999999999999999999")]
    [InlineData("offset:0=1,0=2")]
    [InlineData("offset:0=1,")]
    [InlineData("offset:=1")]
    [InlineData("yesterday")]
    public void From_AnythingElse_IsRefusedWithTheForms(string text)
    {
        string message = Assert.Throws<WrongUseException>(() => PlaceText.From(text)).Message;
        Assert.Contains($"--from {text} is no place", message);
        Assert.Contains("offset:N", message);
    }

    [Fact]
    public void WarmUp_EveryForm_IsThatWarmUp()
    {
        var time = new RangePlace.AtTime(DateTimeOffset.UnixEpoch);
        Assert.IsType<RangeWarmUp.All>(PlaceText.WarmUp("all", new RangePlace.Earliest()));
        Assert.Equal(new RangeWarmUp.Messages(0), PlaceText.WarmUp("0", new RangePlace.Earliest()));
        Assert.Equal(new RangeWarmUp.Span(TimeSpan.FromMinutes(90)), PlaceText.WarmUp("1.5h", time));
        foreach (string wrong in (string[])["", "h", "-1", "1w", "NaNs", "9999999999d"])
        {
            Assert.Contains("must be all, a number", Assert.Throws<WrongUseException>(() => PlaceText.WarmUp(wrong, time)).Message);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    [InlineData("Recorded")]
    public void Models_ThatAreNoChoice_AreRefused(string text) =>
        Assert.Contains("recorded, current, or a version", Assert.Throws<WrongUseException>(() => PlaceText.Models(text)).Message);
}
