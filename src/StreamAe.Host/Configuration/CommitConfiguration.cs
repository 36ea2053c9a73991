namespace StreamAe.Host.Configuration;

/// <summary>When effects become durable.</summary>
internal sealed record CommitConfiguration
{
    /// <summary>Longest wait of effects for others to be written with. Default 200 ms; 0 to 10 s. Raising it makes fewer, larger transactions and
    /// later alerts.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Events that are written without waiting longer. Default 5,000; 1 to 10,000,000.</summary>
    public int MaxEvents { get; init; } = 5000;
}
