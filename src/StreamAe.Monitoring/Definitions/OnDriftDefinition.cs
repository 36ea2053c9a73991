namespace StreamAe.Monitoring.Definitions;

/// <summary>When a lasting change of an entity's behaviour asks for a training before its schedule does.</summary>
public sealed record OnDriftDefinition
{
    /// <summary>What tells of a change. Default none; none or pageHinkley.</summary>
    public DriftDetector Detector { get; init; }

    /// <summary>Change of the mean surprise, or of the mean size of the standardised inputs, that is none. Raising it overlooks slow and
    /// small changes. Default 0.2; 0 to 10.</summary>
    public double Tolerance { get; init; } = 0.2;

    /// <summary>Sum of what went beyond the tolerance from which a change is told: a change of one beyond it is told after so many rows.
    /// Raising it tells of changes later and of fewer that are none. Default 200; 1 to 1,000,000.</summary>
    public double Threshold { get; init; } = 200;

    /// <summary>Rows under a model before a change is told: the mean must be known. Raising it waits longer after each training. Default 256;
    /// 1 to 1,000,000 rows.</summary>
    public int MinRows { get; init; } = 256;
}
