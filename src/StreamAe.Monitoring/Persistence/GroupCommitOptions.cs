namespace StreamAe.Monitoring.Persistence;

/// <summary>When effects become durable.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>Longest wait of a poll for others. Default 200 ms; range 0 … 10 s. Longer makes fewer, larger transactions and later alerts.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Events that are committed without waiting longer. Default 5,000.</summary>
    public int MaxEvents { get; init; } = 5000;

    /// <summary>Pause before a failed commit is repeated; doubles up to <see cref="LastRetry"/>. Default 100 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between repetitions. Default 5 s.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long stopping waits for a store that fails. Default 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromSeconds(10))
        {
            throw new ArgumentOutOfRangeException(nameof(Linger), Linger, "commit.linger must be 0 to 10 s.");
        }

        if (MaxEvents < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxEvents), MaxEvents, "commit.maxEvents must be 1 or more.");
        }
    }
}
