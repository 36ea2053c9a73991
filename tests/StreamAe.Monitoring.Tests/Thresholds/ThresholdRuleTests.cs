using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Tests.Thresholds;

public sealed class ThresholdRuleTests
{
    [Theory]
    [InlineData("quantile", 0.999, ThresholdPolicy.Quantile)]
    [InlineData("budget", 2, ThresholdPolicy.Budget)]
    [InlineData("static", -3.5, ThresholdPolicy.Static)]
    [InlineData("robustZ", 8, ThresholdPolicy.RobustZ)]
    [InlineData("pot", 1e-4, ThresholdPolicy.Pot)]
    public void TryCreate_KnownPolicy_IsRead(string word, double value, ThresholdPolicy policy)
    {
        Assert.True(ThresholdRule.TryCreate(word, value, out ThresholdRule rule, out string problem), problem);
        Assert.Equal(new ThresholdRule(policy, value), rule);
        Assert.Equal(word, rule.Word);
    }

    [Theory]
    [InlineData("quantil", 0.9, "quantil")]
    [InlineData("", 1, "no threshold policy")]
    [InlineData("quantile", 1, "strictly between 0 and 1")]
    [InlineData("quantile", double.NaN, "strictly between 0 and 1")]
    [InlineData("budget", 0, "above 0")]
    [InlineData("budget", double.PositiveInfinity, "at most 1,000,000")]
    [InlineData("static", double.NaN, "a score")]
    [InlineData("robustZ", -1, "above 0")]
    [InlineData("pot", 0.5, "at most 0.1")]
    public void TryCreate_WrongPolicyOrValue_SaysWhatIsRight(string word, double value, string expected)
    {
        Assert.False(ThresholdRule.TryCreate(word, value, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_OfADefinition_IsThePolicyThatIsWritten()
    {
        Assert.Equal(new ThresholdRule(ThresholdPolicy.Quantile, 0.999), new ThresholdDefinition().Rule);
        Assert.Equal(new ThresholdRule(ThresholdPolicy.Budget, 2), new ThresholdDefinition { Budget = 2 }.Rule);
        Assert.Equal(new ThresholdRule(ThresholdPolicy.Static, 7), new ThresholdDefinition { Static = 7 }.Rule);
        Assert.Equal(new ThresholdRule(ThresholdPolicy.RobustZ, 9), new ThresholdDefinition { RobustZ = 9 }.Rule);
        Assert.Equal(new ThresholdRule(ThresholdPolicy.Pot, 1e-4), new ThresholdDefinition { Pot = 1e-4 }.Rule);
    }
}
