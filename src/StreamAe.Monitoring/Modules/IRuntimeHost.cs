using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Modules;

/// <summary>What the runtimes of a process live in: this process alone, or its place in a cluster. Disposed of after its runtimes.</summary>
public interface IRuntimeHost : IAsyncDisposable
{
    /// <summary>How the process stands in its cluster, once started; null where there is none. From any thread.</summary>
    ClusterStatus? Cluster => null;

    /// <summary>The runtime of one monitor. Before <see cref="StartAsync"/>.</summary>
    /// <param name="store">Where its entities are read from when they are not in memory.</param>
    MonitorRuntime CreateRuntime(
        PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, IStateStore store);

    /// <summary>Makes the runtimes work. Once, before the first poll.</summary>
    /// <exception cref="IOException">A port is taken, or the cluster cannot be joined.</exception>
    Task StartAsync(CancellationToken cancellationToken);
}
