using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for a cluster runtime: says at its start what it was given.</summary>
public sealed class TestOrleansModule : IRuntimeModule
{
    public string Part => "Orleans";

    public string Runtime => "orleans";

    public IRuntimeHost Create(RuntimeSetup setup) => new Host(setup);

    private sealed class Host(RuntimeSetup setup) : IRuntimeHost
    {
        private readonly List<string> _monitors = [];
        private string _scorer = string.Empty;

        public MonitorRuntime CreateRuntime(
            PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, IStateStore store)
        {
            _monitors.Add(plans.Definition.Name);
            _scorer = scorer.Name;
            return new LocalRuntime(plans, scorer, committer, deadLetters, options);
        }

        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(
            $"{setup.Cluster} at {setup.Address}:{setup.Port}, {setup.Database ?? "alone"}: {string.Join(' ', _monitors)} on {_scorer}");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
