namespace StreamAe.Monitoring.Thresholds;

/// <summary>How the score above which a row is anomalous is found.</summary>
public enum ThresholdPolicy
{
    /// <summary>The quantile of the calibrated scores.</summary>
    Quantile,

    /// <summary>Where an entity's normal rows would be anomalous so many times a day, at the rate at which its rows come.</summary>
    Budget,

    /// <summary>A score, the same for every entity.</summary>
    Static,

    /// <summary>So many robust standard deviations above the median of the calibrated scores: median + k · 1.4826 · MAD.</summary>
    RobustZ,

    /// <summary>Peaks over a threshold: a generalised Pareto tail that goes on learning from live scores gives the score that is exceeded with
    /// this probability.</summary>
    Pot,

    /// <summary>No row is anomalous and none is learned from: somebody works on the entity. Operators set it; a file does not.</summary>
    Maintenance,
}
