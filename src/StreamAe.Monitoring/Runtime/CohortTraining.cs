using StreamAe.Monitoring.Entities;
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

    /// <param name="entities">Any order: they are sorted by key, so that the result does not depend on shards.</param>
    public static Result Run(MonitorPlan plan, IEnumerable<EntityMonitor> entities, int version, IScorer scorer)
    {
        EntityMonitor[] members = [.. entities.Where(e => ReferenceEquals(e.Plan, plan)).OrderBy(e => e.Key, StringComparer.Ordinal)];
        int maxRows = plan.Definition.Cohort.MaxRows;
        int each = Math.Max(plan.WindowRows, (maxRows + members.Length - 1) / Math.Max(1, members.Length));
        var segments = new List<TrainingSegment>();
        long through = long.MinValue;
        foreach (EntityMonitor member in members)
        {
            (float[] rows, bool[] excluded) = member.History.Copy(each);
            segments.Add(new TrainingSegment(rows, excluded));
            through = Math.Max(through, member.LastEventTime);
        }

        var request = new TrainingRequest(
            plan,
            Name,
            segments,
            version,
            ModelOrigin.Cohort,
            StableHash.Of(Name, plan.Definition.Training.Seed + (ulong)version),
            through,
            Champion: null);
        return new Result(TrainingWorker.Run(request, scorer), members.Count(m => m.Own is null));
    }

    /// <param name="EntitiesWithoutModel">Members that still depend on the cohort.</param>
    public sealed record Result(TrainingResult Training, int EntitiesWithoutModel);
}
