using System.Collections.Concurrent;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Trains on one thread that gives way to the others while scoring goes on. The queue holds at most one request an entity (an entity asks again only
/// after its answer), so it is bounded by the number of entities; a backlog delays retraining and nothing else.
/// </summary>
internal sealed class TrainingWorker : IDisposable
{
    private readonly IScorer _scorer;
    private readonly TrainingBudget? _budget;
    private readonly BlockingCollection<PendingTraining> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    /// <param name="budget">Null where it may use a whole core.</param>
    public TrainingWorker(IScorer scorer, TrainingBudget? budget = null)
    {
        _scorer = scorer;
        _budget = budget;
        _thread = new Thread(Work) { IsBackground = true, Name = "training" };
        _thread.Start();
    }

    public int Backlog => _queue.Count;

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

    private static TrainingResult Run(TrainingRequest request, IScorer scorer, TrainingPace? pace, CancellationToken cancellationToken)
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
                pace?.Begin();
                pending.Done(Run(pending.Request, _scorer, pace, _stop.Token));
                pace?.Wait();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: unfinished trainings are due again at the next start.
        }
    }
}
