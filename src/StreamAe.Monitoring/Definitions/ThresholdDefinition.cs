namespace StreamAe.Monitoring.Definitions;

/// <summary>Which scores are anomalous.</summary>
public sealed record ThresholdDefinition
{
    /// <summary>Share of an entity's normal scores below its threshold: 0.999 calls one normal row in a thousand anomalous. Raising
    /// it alerts less and misses more. Default 0.999; strictly between 0 and 1.</summary>
    public double Quantile { get; init; } = 0.999;
}
