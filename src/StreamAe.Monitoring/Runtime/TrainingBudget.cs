namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// How much of one processor core the trainings of a process may take on average, all workers together. Who has used processor time waits
/// until it is paid for: invariant: time used ≤ share · time since the first use, but for one epoch of each worker. Thread-safe.
/// </summary>
/// <param name="share">Above 0.</param>
public sealed class TrainingBudget(double share, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _paidUntil = long.MinValue;

    public double Share => share;

    /// <summary>Now, as <see cref="Spend"/> takes it.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Takes note of what was used.</summary>
    /// <param name="used">Processor time.</param>
    /// <param name="since">When the work began (<see cref="Now"/>): what passed before it was nobody's, and is not saved up.</param>
    /// <returns>How long to wait now; zero or more.</returns>
    public TimeSpan Spend(TimeSpan used, long since)
    {
        lock (_gate)
        {
            _paidUntil = Math.Max(_paidUntil, since) + (long)(used.TotalSeconds / share * time.TimestampFrequency);
            double wait = (_paidUntil - time.GetTimestamp()) / (double)time.TimestampFrequency;
            return wait > 0 ? TimeSpan.FromSeconds(wait) : TimeSpan.Zero;
        }
    }
}
