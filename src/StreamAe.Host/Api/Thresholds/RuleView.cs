using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>A threshold policy and its value.</summary>
/// <param name="Policy">quantile, budget, static, robustZ, pot or maintenance.</param>
internal sealed record RuleView(string Policy, double Value)
{
    public static RuleView Of(ThresholdRule rule) => new(rule.Word, rule.Value);
}
