using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class OwnMeanRuleTests
{
    [Fact]
    public void Score_IsTheAmountOverTheMeanOfTheCardsPaymentsBefore()
    {
        var rule = new OwnMeanRule(cards: 2);

        Assert.Equal(1, rule.Score(0, 10));
        Assert.Equal(2, rule.Score(0, 20));
        Assert.Equal(3, rule.Score(0, 45));

        // The first payment of a card is measured by the mean of all: 25.
        Assert.Equal(2, rule.Score(1, 50));
        Assert.Equal(1, rule.Score(1, 50));
    }
}
