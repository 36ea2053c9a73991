namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Takes what the store keeps for one sink to that sink. Disposal publishes what is pending, once, and is over after a few seconds; what
/// the sink does not take stays in the store for the next start.
/// </summary>
public interface IPublisher : IAsyncDisposable
{
    SinkStatus Status { get; }

    /// <summary>Tells that a commit brought something.</summary>
    void Wake();
}
