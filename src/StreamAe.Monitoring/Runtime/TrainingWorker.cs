using System.Collections.Concurrent;
using System.Diagnostics;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Trains on one thread that gives way to the others while scoring goes on. The queue holds at most one request an entity (an entity asks again only
/// after its answer), so it is bounded by the number of entities; a backlog delays retraining and nothing else.
/// </summary>
internal sealed class TrainingWorker : IDisposable
{
    private readonly IScorer _scorer;
    private readonly TrainingBudget? _budget;
    private readonly TrainingGroups? _groups;
    private readonly BlockingCollection<PendingTraining> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    // Taken from the queue and neither begun nor, of a group, answered.
    private volatile int _taken;

    /// <param name="budget">Null where it may use a whole core.</param>
    /// <param name="batchTrainer">Trains models of one plan together where many wait; null where each is trained by itself. Not disposed of with this.</param>
    public TrainingWorker(IScorer scorer, TrainingBudget? budget = null, IBatchTrainer? batchTrainer = null)
    {
        _scorer = scorer;
        _budget = budget;
        _groups = batchTrainer is null ? null : new TrainingGroups(batchTrainer, scorer);
        _thread = new Thread(Work) { IsBackground = true, Name = "training" };
        _thread.Start();
    }

    public int Backlog => _queue.Count + _taken;

    public void Enqueue(PendingTraining pending) => _queue.Add(pending);

    /// <summary>A training that cannot take the process down: what goes wrong is its result.</summary>
    public static TrainingResult Run(TrainingRequest request, IScorer scorer, CancellationToken cancellationToken = default) =>
        Run(request, scorer, pace: null, cancellationToken);

    public void Dispose()
    {
        _stop.Cancel();
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _stop.Dispose();
    }

    /// <param name="pace">Waits between epochs; null where nothing does.</param>
    internal static TrainingResult Run(TrainingRequest request, IScorer scorer, TrainingPace? pace, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TrainingResult result = RunGuarded(request, scorer, pace, cancellationToken);
        RuntimeMeter.RecordTraining(request.Plan.Definition.Name, result.Verdict, Stopwatch.GetElapsedTime(start));
        return result;
    }

    private static TrainingResult RunGuarded(TrainingRequest request, IScorer scorer, TrainingPace? pace, CancellationToken cancellationToken)
    {
        try
        {
            return ModelTraining.RunWatched(request, scorer, pace, cancellationToken);
        }
#pragma warning disable CA1031 // One entity's training harms no other; the failure is reported as its result.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new TrainingResult(request.Version, TrainingVerdict.Failed, null, null, error.Message);
        }
#pragma warning restore CA1031
    }

    private void Work()
    {
        ThreadNice.GiveWay();
        TrainingPace? pace = _budget is null ? null : new TrainingPace(_budget, _stop.Token);
        try
        {
            foreach (PendingTraining pending in _queue.GetConsumingEnumerable(_stop.Token))
            {
                if (_groups is null || _queue.Count + 1 < TrainingGroups.Fewest)
                {
                    TrainOne(pending, pace);
                }
                else
                {
                    TrainMany(pending, pace);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: unfinished trainings are due again at the next start.
        }
    }

    private void TrainOne(PendingTraining pending, TrainingPace? pace)
    {
        pace?.Begin();
        pending.Done(Run(pending.Request, _scorer, pace, _stop.Token));
        pace?.Wait();
    }

    /// <summary>Takes what waits, and trains together what belongs together; each is answered once.</summary>
    private void TrainMany(PendingTraining first, TrainingPace? pace)
    {
        List<PendingTraining> waiting = [first];
        for (long floats = TrainingGroups.FloatsOf(first.Request);
            waiting.Count < TrainingGroups.Most && floats < TrainingGroups.MostFloats && _queue.TryTake(out PendingTraining? next);)
        {
            waiting.Add(next);
            floats += TrainingGroups.FloatsOf(next.Request);
        }

        _taken = waiting.Count;
        try
        {
            foreach (IGrouping<MonitorPlan, PendingTraining> group in waiting.GroupBy(p => p.Request.Plan))
            {
                PendingTraining[] members = [.. group];
                if (members.Length < TrainingGroups.Fewest || !_groups!.Takes(group.Key))
                {
                    foreach (PendingTraining pending in members)
                    {
                        _taken--;
                        TrainOne(pending, pace);
                    }
                }
                else
                {
                    pace?.Begin();
                    _groups.Run(members, pace, _stop.Token);
                    _taken -= members.Length;
                }
            }
        }
        finally
        {
            _taken = 0;
        }
    }
}
