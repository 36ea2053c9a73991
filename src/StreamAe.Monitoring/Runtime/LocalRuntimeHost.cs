using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>This process alone: there is nothing to start.</summary>
public sealed class LocalRuntimeHost : IRuntimeHost
{
    public MonitorRuntime CreateRuntime(
        PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, IStateStore store) =>
        new LocalRuntime(plans, scorer, committer, deadLetters, options);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
