namespace StreamAe.Monitoring.Training;

/// <summary>What came of a training.</summary>
public enum TrainingVerdict
{
    /// <summary>Better than the champion on held-out rows, or the first model: to be put in use.</summary>
    Promote,

    /// <summary>Trained, but no better than the champion on held-out rows; the champion stays.</summary>
    NotBetter,

    /// <summary>Too few usable rows.</summary>
    TooFewRows,

    /// <summary>The loss diverged before its first good epoch.</summary>
    Diverged,

    /// <summary>An error of ours or of the machine; the detail says which.</summary>
    Failed,

    /// <summary>An operator changed the champion, or which rows may be learned from, while it ran.</summary>
    Superseded,
}
