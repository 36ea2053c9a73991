namespace StreamAe.Monitoring.Verdicts;

/// <summary>What was decided for one observation. A plain struct in arrays: one is written for every event.</summary>
public struct Verdict
{
    /// <summary>The entity's number in its monitor's directory.</summary>
    public int Entity { get; set; }

    /// <summary>The model that scored it; 0 where none did.</summary>
    public int ModelVersion { get; set; }

    /// <summary>0-based count of the observations applied to this entity before this one.</summary>
    public long Sequence { get; set; }

    /// <summary>Position in its source.</summary>
    public long Position { get; set; }

    /// <summary>Ticks.</summary>
    public long EventTime { get; set; }

    /// <summary>Weighted mean squared residual of this row, over the features that were present.</summary>
    public float ReconstructionError { get; set; }

    /// <summary>Nats; 0 for an autoencoder.</summary>
    public float KlDivergence { get; set; }

    /// <summary>What was compared with the threshold: the chosen score, smoothed.</summary>
    public float Score { get; set; }

    /// <summary>In units of <see cref="Score"/>.</summary>
    public float Threshold { get; set; }

    /// <summary>−log₁₀ of the calibrated tail probability of <see cref="Score"/>; where channels score, the score itself.</summary>
    public float Surprise { get; set; }

    public VerdictFlags Flags { get; set; }

    /// <summary>Filled for anomalous rows, and for all rows where the runtime was asked to explain all.</summary>
    public TopFeatures Top { get; set; }

    public readonly bool IsScored => (Flags & VerdictFlags.Scored) != 0;

    public readonly bool IsAnomalous => (Flags & VerdictFlags.Anomalous) != 0;

    public readonly bool IsRepeated => (Flags & VerdictFlags.Repeated) != 0;

    public readonly bool IsAlert => (Flags & VerdictFlags.Alert) != 0;
}
