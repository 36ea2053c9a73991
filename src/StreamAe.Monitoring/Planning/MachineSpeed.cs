namespace StreamAe.Monitoring.Planning;

/// <summary>What a monitor's work costs on a machine.</summary>
/// <param name="Judging">Of one event: prepare, score, judge, write the changed state.</param>
/// <param name="Scoring">Of one row in a scorer's call alone.</param>
/// <param name="FirstTraining">Of an entity's first model, without early stopping.</param>
/// <param name="Retraining">Of an entity's model from a full history, without early stopping.</param>
/// <param name="CohortTraining">Of the cohort's model from as many rows as it may read; null where there is no cohort.</param>
public sealed record MachineSpeed(Measured Judging, Measured Scoring, Measured FirstTraining, Measured Retraining, Measured? CohortTraining)
{
    /// <summary>Of one event, beside judging: it becomes durable. Null where that is not known.</summary>
    public Measured? Committing { get; init; }
}
