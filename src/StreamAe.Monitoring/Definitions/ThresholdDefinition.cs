namespace StreamAe.Monitoring.Definitions;

/// <summary>Which scores are anomalous.</summary>
public sealed record ThresholdDefinition
{
    /// <summary>Share of an entity's normal scores below its threshold: 0.999 calls one normal row in a thousand anomalous. Raising
    /// it alerts less and misses more. Default 0.999; strictly between 0 and 1.</summary>
    public double Quantile { get; init; } = 0.999;

    /// <summary>How fast an entity's threshold rises while its rows are anomalous: by this share a row, and back so much more slowly that
    /// the asked share of anomalous rows holds in the long run; 0 is off. Raising it ends the alarm of a lasting shift sooner, and that of a
    /// long anomaly too. Default 0; 0 to 0.1.</summary>
    public double Adaptation { get; init; }
}
