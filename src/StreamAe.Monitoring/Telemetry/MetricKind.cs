namespace StreamAe.Monitoring.Telemetry;

/// <summary>What a metric's numbers are.</summary>
public enum MetricKind
{
    /// <summary>Rises from the start of the process on.</summary>
    Counter,

    /// <summary>As it is now.</summary>
    Gauge,

    /// <summary>How often which values occurred.</summary>
    Histogram,
}
