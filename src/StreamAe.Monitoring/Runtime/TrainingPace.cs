using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Has a training thread wait between its epochs, and after its trainings, until what it used is within the budget.</summary>
/// <param name="stop">Ends every wait.</param>
internal sealed class TrainingPace(TrainingBudget budget, CancellationToken stop) : IProgress<TrainingProgress>
{
    /// <summary>A wait handle takes no longer one; what is not paid for by then counts in the next wait.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private TimeSpan _used;
    private long _since;

    /// <summary>On the thread that will train.</summary>
    public void Begin()
    {
        _used = ThreadClock.Used();
        _since = budget.Now;
    }

    public void Report(TrainingProgress value) => Wait();

    /// <summary>Pays for what was used since <see cref="Begin"/> or the last wait.</summary>
    public void Wait()
    {
        TimeSpan used = ThreadClock.Used();
        TimeSpan wait = budget.Spend(used - _used, _since);
        if (wait > TimeSpan.Zero)
        {
            stop.WaitHandle.WaitOne(wait < LongestWait ? wait : LongestWait);
        }

        Begin();
    }
}
