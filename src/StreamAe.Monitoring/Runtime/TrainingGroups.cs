using System.Diagnostics;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Trains the models of many entities of one plan in one call. What comes before and after the fitting is done as for one; with the processor's trainer
/// the results are those of one by one, bit for bit.
/// </summary>
internal sealed class TrainingGroups(IBatchTrainer trainer, IScorer scorer)
{
    /// <summary>Fewer are done sooner one by one: a device's epoch takes as long for one model as for a hundred.</summary>
    public const int Fewest = 64;

    /// <summary>More would have the first wait for the last without being faster.</summary>
    public const int Most = 1024;

    /// <summary>Of the requests of a group, half a gibibyte: the rows are in memory some times over until their model is fitted.</summary>
    public const long MostFloats = 1 << 27;

    public static long FloatsOf(TrainingRequest request) => request.Segments.Sum(s => (long)s.Rows.Length);

    /// <summary>Whether the trainer does models of this plan better than one by one.</summary>
    public bool Takes(MonitorPlan plan) => trainer.FindObstacle(plan.Architecture, plan.TrainingOptions) is null;

    /// <summary>Calls every member's <see cref="PendingTraining.Done"/>, in order, unless it is stopped before.</summary>
    /// <param name="members">Of one plan.</param>
    public void Run(IReadOnlyList<PendingTraining> members, TrainingPace? pace, CancellationToken stop)
    {
        MonitorPlan plan = members[0].Request.Plan;
        long start = Stopwatch.GetTimestamp();
        var sets = new FittingSet?[members.Count];
        var results = new TrainingResult?[members.Count];
        for (int m = 0; m < members.Count; m++)
        {
            stop.ThrowIfCancellationRequested();
            TrainingRequest request = members[m].Request;
            results[m] = Guarded(request, () =>
            {
                FittingSet set = FittingSet.Of(request);
                sets[m] = set;
                return ModelTraining.Refuse(request, set);
            });
            pace?.Wait();
        }

        int[] fitted = [.. Enumerable.Range(0, members.Count).Where(m => results[m] is null)];
        IReadOnlyList<TrainedModel>? models = TryTrain(plan, fitted, members, sets, pace, stop);
        for (int m = 0, next = 0; m < members.Count; m++)
        {
            TrainingRequest request = members[m].Request;
            if (results[m] is not TrainingResult result)
            {
                result = models is null
                    ? TrainingWorker.Run(request, scorer, pace, stop)
                    : Guarded(request, () => ModelTraining.Finish(request, sets[m]!, models[next], scorer))!;
                next++;
            }

            if (models is not null)
            {
                RuntimeMeter.RecordTraining(plan.Definition.Name, result.Verdict, Stopwatch.GetElapsedTime(start));
            }

            sets[m] = null;
            members[m].Done(result);
            pace?.Wait();
        }
    }

    /// <summary>Null where the models cannot be trained together: one by one, those that are to blame fail alone.</summary>
    private IReadOnlyList<TrainedModel>? TryTrain(
        MonitorPlan plan, int[] fitted, IReadOnlyList<PendingTraining> members, FittingSet?[] sets, TrainingPace? pace, CancellationToken stop)
    {
        ModelRows[] rows = [.. fitted.Select(m => new ModelRows(sets[m]!.ForEngine(plan), sets[m]!.Count, members[m].Request.Seed))];
        try
        {
            return trainer.Train(new BatchTraining(plan.Architecture, plan.TrainingOptions, rows), pace is null ? null : new Paced(pace), stop);
        }
#pragma warning disable CA1031 // What goes wrong for one of many is no reason to train none.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    private static TrainingResult? Guarded(TrainingRequest request, Func<TrainingResult?> step)
    {
        try
        {
            return step();
        }
#pragma warning disable CA1031 // One entity's training harms no other; the failure is reported as its result.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new TrainingResult(request.Version, TrainingVerdict.Failed, null, null, error.Message);
        }
#pragma warning restore CA1031
    }

    private sealed class Paced(TrainingPace pace) : IProgress<BatchTrainingProgress>
    {
        public void Report(BatchTrainingProgress value) => pace.Wait();
    }
}
