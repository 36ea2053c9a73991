namespace StreamAe.Monitoring.Runtime;

/// <summary>Brings the sources of a monitor to its runtime: which, in which order, from where on.</summary>
public interface ISourceFeed
{
    /// <summary>Continues at stored positions. Before <see cref="RunAsync"/>, once.</summary>
    /// <param name="positions">By source name.</param>
    Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken);

    /// <summary>Runs until the last source ends or the token is cancelled; everything that was read is with the committer then.</summary>
    Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken);

    /// <summary>While it runs: why nothing can come from its sources, in words that follow "source NAME"; null where nothing is known to be in the
    /// way. From any thread.</summary>
    string? Obstacle => null;

    /// <summary>How far reading is; empty where a source does not tell but by what was committed. From any thread.</summary>
    IReadOnlyList<SourcePosition> Positions => [];

    /// <summary>Everything of a source before a position is durable. Called after each commit, from any thread, also for sources of other
    /// feeds. A feed that tells nobody ignores it.</summary>
    void OnCommitted(string source, long endPosition)
    {
    }
}
