namespace StreamAe.Numerics.Training;

/// <summary>How a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs ran.</summary>
    Completed,

    /// <summary>The validation loss stopped improving.</summary>
    StoppedEarly,

    /// <summary>
    /// The loss became NaN or ∞. The parameters of the best epoch before it are returned; where there was none the report's
    /// <see cref="TrainingReport.BestEpoch"/> is 0 and the model must not be used. Lower the learning rate or scale the rows.
    /// </summary>
    Diverged,
}
