namespace StreamAe.Monitoring.Planning;

/// <summary>Cores: seconds of one core for a second of the stream.</summary>
/// <param name="Judging">Prepare, score, judge, write changed states. Reading the source comes on top.</param>
/// <param name="Scoring">The scorer's share of it.</param>
/// <param name="Committing">Changed states, alerts and positions into the embedded store; null where that is not known.</param>
/// <param name="TrainingsPerSecond">Retrainings once every entity has its model; 0 where the schedule is never.</param>
/// <param name="Training">Their cores, on average.</param>
/// <param name="TrainingPeak">Their cores in the first round, where all entities began at once: then they are spread over the jitter alone.</param>
/// <param name="FirstModelsSeconds">The first models of all entities, one after the other on a training thread.</param>
/// <param name="CohortSeconds">The longest pause for the cohort's model, in which nothing is judged; null where there is no cohort.</param>
/// <param name="Available">Cores there are.</param>
/// <param name="Speed">What a piece of each work costs, and how that was obtained.</param>
public sealed record CorePlan(
    double Judging,
    double Scoring,
    double? Committing,
    double TrainingsPerSecond,
    double Training,
    double TrainingPeak,
    double FirstModelsSeconds,
    double? CohortSeconds,
    int Available,
    MachineSpeed Speed)
{
    /// <summary>Judging and committing.</summary>
    public double Events => Judging + (Committing ?? 0);
}
