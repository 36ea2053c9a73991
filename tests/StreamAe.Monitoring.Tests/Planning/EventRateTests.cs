using StreamAe.Monitoring.Planning;

namespace StreamAe.Monitoring.Tests.Planning;

public sealed class EventRateTests
{
    [Theory]
    [InlineData("5000/s", 5000, false)]
    [InlineData("5000", 5000, false)]
    [InlineData(" 120 / min ", 2, false)]
    [InlineData("1e6/h", 1e6 / 3600, false)]
    [InlineData("86400/d", 1, false)]
    [InlineData("0.5/sec", 0.5, false)]
    [InlineData("1/min per entity", 1.0 / 60, true)]
    [InlineData("1/min/entity", 1.0 / 60, true)]
    [InlineData("6/h each", 6.0 / 3600, true)]
    [InlineData("2 per entity", 2, true)]
    public void TryParse_ItsForms_ReadsThem(string text, double perSecond, bool isPerEntity)
    {
        Assert.True(EventRate.TryParse(text, out EventRate rate));
        Assert.Equal(perSecond, rate.PerSecond, 1e-9);
        Assert.Equal(isPerEntity, rate.IsPerEntity);
        Assert.Equal(isPerEntity ? 7 * perSecond : perSecond, rate.TotalPerSecond(7), 1e-9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("1e18/s")]
    [InlineData("1e999/s")]
    [InlineData("1e-30/d")]
    [InlineData("NaN")]
    [InlineData("Infinity/s")]
    [InlineData("5/fortnight")]
    [InlineData("5/s/s")]
    [InlineData("/s")]
    [InlineData("per entity")]
    [InlineData("5,000/s")]
    [InlineData("5//s")]
    public void TryParse_AnythingElse_Refuses(string text) => Assert.False(EventRate.TryParse(text, out _));
}
