using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Definitions;

/// <summary>Which scores are anomalous: by <see cref="Quantile"/>, or by one of <see cref="Budget"/>, <see cref="Static"/>, <see cref="RobustZ"/> and
/// <see cref="Pot"/> in its place.</summary>
public sealed record ThresholdDefinition
{
    /// <summary>Share of an entity's normal scores below its threshold: 0.999 calls one normal row in a thousand anomalous. Raising
    /// it alerts less and misses more. Default 0.999; strictly between 0 and 1.</summary>
    public double Quantile { get; init; } = 0.999;

    /// <summary>Anomalous rows a day that an entity's normal rows may give, whatever the rate at which they come. Raising it alerts more
    /// and misses less. Default none; none or above 0, at most 1,000,000 rows a day.</summary>
    public double? Budget { get; init; }

    /// <summary>The score above which a row of any entity is anomalous. Raising it alerts less and misses more. Default none; none or
    /// -1,000,000,000 to 1,000,000,000.</summary>
    public double? Static { get; init; }

    /// <summary>Robust standard deviations above the median of an entity's normal scores. Raising it alerts less and misses more. Default
    /// none; none or above 0, at most 1,000,000 standard deviations.</summary>
    public double? RobustZ { get; init; }

    /// <summary>Probability of a score above the threshold by peaks over threshold: a tail that goes on learning from live scores. Raising
    /// it alerts more and misses less. Default none; none or above 0, at most 0.1.</summary>
    public double? Pot { get; init; }

    /// <summary>How fast an entity's threshold rises while its rows are anomalous: by this share a row, and back so much more slowly that
    /// the asked share of anomalous rows holds in the long run; 0 is off. Raising it ends the alarm of a lasting shift sooner, and that of a
    /// long anomaly too. Default 0; 0 to 0.1.</summary>
    public double Adaptation { get; init; }

    /// <summary>The policy that is written, with its value.</summary>
    internal ThresholdRule Rule => this switch
    {
        { Budget: double rows } => new ThresholdRule(ThresholdPolicy.Budget, rows),
        { Static: double score } => new ThresholdRule(ThresholdPolicy.Static, score),
        { RobustZ: double deviations } => new ThresholdRule(ThresholdPolicy.RobustZ, deviations),
        { Pot: double risk } => new ThresholdRule(ThresholdPolicy.Pot, risk),
        _ => new ThresholdRule(ThresholdPolicy.Quantile, Quantile),
    };

    /// <summary>How many policies are written beside the quantile, which is there by itself.</summary>
    internal int PolicyCount => (Budget is null ? 0 : 1) + (Static is null ? 0 : 1) + (RobustZ is null ? 0 : 1) + (Pot is null ? 0 : 1);
}
