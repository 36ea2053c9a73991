namespace StreamAe.Monitoring.Operations;

/// <summary>What an operator asks for.</summary>
public enum OperatorRequestKind
{
    /// <summary>Of a kind that this version of the program does not know: it is refused.</summary>
    Unknown,

    /// <summary>Train now. The new model must still beat the one in use.</summary>
    Retrain,

    /// <summary>Put an earlier version into use (<see cref="VersionBody"/>).</summary>
    Rollback,

    /// <summary>Put a version into use that is not, though it was found no better (<see cref="VersionBody"/>).</summary>
    Promote,

    /// <summary>Keep rows out of training, or take them back in (<see cref="MarkBody"/>).</summary>
    Mark,

    /// <summary>What is said of an alert (<see cref="FeedbackBody"/>).</summary>
    Feedback,

    /// <summary>Raise no alert by scores for a while (<see cref="SnoozeBody"/>). Verdicts go on, and a silence, or what is stuck or late, is told still:
    /// somebody has seen one trouble, not the next.</summary>
    Snooze,
}
