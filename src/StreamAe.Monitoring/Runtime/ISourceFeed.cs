namespace StreamAe.Monitoring.Runtime;

/// <summary>Brings the sources of a monitor to its runtime: which, in which order, from where on.</summary>
public interface ISourceFeed
{
    /// <summary>Continues at stored positions. Before <see cref="RunAsync"/>, once.</summary>
    /// <param name="positions">By source name.</param>
    Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken);

    /// <summary>Runs until the last source ends or the token is cancelled; everything that was read is with the committer then.</summary>
    Task RunAsync(LocalRuntime runtime, CancellationToken cancellationToken);
}
