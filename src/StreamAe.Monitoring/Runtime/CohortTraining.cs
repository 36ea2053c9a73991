using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Trains the model that entities share until each has its own, on the newest rows of all of them.</summary>
internal static class CohortTraining
{
    public const string Name = "(cohort)";

    public static Result Run(MonitorPlan plan, CohortSample sample, int version, IScorer scorer)
    {
        var request = new TrainingRequest(
            plan,
            Name,
            sample.ToSegments(),
            version,
            ModelOrigin.Cohort,
            StableHash.Of(Name, plan.Definition.Training.Seed + (ulong)version),
            sample.Through,
            Champion: null);
        return new Result(TrainingWorker.Run(request, scorer), sample.WithoutModel);
    }

    /// <param name="EntitiesWithoutModel">Members that still depend on the cohort.</param>
    public sealed record Result(TrainingResult Training, int EntitiesWithoutModel);
}
