namespace StreamAe.Monitoring.Thresholds;

/// <summary>The share of an entity's normal rows that a rule lets be anomalous.</summary>
internal static class AskedShare
{
    private const double DaySeconds = 86_400;

    // Rows so rare that a budget would call most of them anomalous are judged by a tenth: a model that calls more of its own history
    // anomalous says nothing. And no history tells a probability smaller than the last.
    private const double Largest = 0.1;
    private const double Smallest = 1e-9;

    /// <param name="usualInterval">Seconds between an entity's rows; 0 where it is not known yet.</param>
    /// <param name="unknown">The share where the rule asks for none: a fixed score, or a budget before the rate of rows is known.</param>
    public static double Of(in ThresholdRule rule, float usualInterval, double unknown) => rule.Policy switch
    {
        ThresholdPolicy.Quantile => 1 - rule.Value,
        ThresholdPolicy.Pot => rule.Value,
        ThresholdPolicy.Budget when usualInterval > 0 => Math.Clamp(rule.Value * usualInterval / DaySeconds, Smallest, Largest),
        _ => unknown,
    };
}
