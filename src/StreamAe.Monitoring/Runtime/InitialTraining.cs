using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Trains every entity, and the cohort, on the histories a runtime holds, before its stream goes on.</summary>
public static class InitialTraining
{
    /// <summary>Called on a worker thread when an entity's training ended, before its model is in use.</summary>
    public delegate void EntityTrained(EntityMonitor monitor, TrainingResult result, TimeSpan elapsed);

    /// <param name="runtime">With nothing under way.</param>
    /// <param name="threads">Entities in parallel; changes no model.</param>
    public static void Run(LocalRuntime runtime, int threads, TimeProvider time, EntityTrained trained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(time);
        EntityMonitor[] entities = [.. runtime.Entities.OrderBy(e => e.Key, StringComparer.Ordinal)];
        foreach (IGrouping<MonitorPlan, EntityMonitor> members in entities.GroupBy(e => e.Plan))
        {
            if (runtime.Plans.Definition.Cohort.Enabled)
            {
                // First, as in a live start: each entity's own model must then beat it.
                runtime.TrainCohort(members.Key, CohortSample.Of(members.Key, members));
            }
        }

        if (!runtime.Plans.Definition.Training.Own)
        {
            var none = new TrainingResult(0, TrainingVerdict.NotBetter, null, null, "no training: the cohort's model serves all entities");
            Array.ForEach(entities, entity => trained(entity, none, TimeSpan.Zero));
            return;
        }

        var results = new TrainingResult[entities.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, entities.Length, options, i =>
        {
            long start = time.GetTimestamp();
            results[i] = TrainingWorker.Run(entities[i].BeginTraining(), runtime.Scorer, cancellationToken);
            trained(entities[i], results[i], time.GetElapsedTime(start));
        });

        for (int i = 0; i < entities.Length; i++)
        {
            entities[i].CompleteTraining(results[i]);
        }
    }
}
