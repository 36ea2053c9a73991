using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Conformance;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Orleans.Runtime;
using StreamAe.Orleans.Silos;

namespace StreamAe.Orleans.Tests.Conformance;

/// <summary>The Orleans runtime behind the suites' seam: sources on the first silo, entities wherever they are placed.</summary>
internal sealed class OrleansRuntimeUnderTest : IRuntimeUnderTest
{
    private readonly OrleansRuntime _runtime;

    public OrleansRuntimeUnderTest(TestSilos silos, RuntimeSetup setup)
    {
        string name = silos.NextName(setup.Plans.Definition.Name);
        SiloMonitor[] monitors =
        [
            .. silos.All.Select((silo, i) =>
            {
                PlanSet plans = i == 0 ? setup.Plans : new PlanSet(setup.Plans.Definition);
                var monitor = new SiloMonitor(name, plans, setup.Scorer, setup.Options.ScoreBatchRows, store: null, silo.Grains);
                monitor.Requests.Current = setup.Requests;
                silo.Monitors.Add(monitor);
                return monitor;
            }),
        ];
        _runtime = new OrleansRuntime(
            monitors[0], silos.First.Grains, new RecordingCommitter(setup.Commit), setup.DeadLetters, setup.Options, NullLogger.Instance);
        _runtime.Requests.Current = setup.Requests;
    }

    public Task RunAsync(IReadOnlyList<IObservationSource> sources, CancellationToken cancellationToken) =>
        _runtime.RunAsync(sources, cancellationToken);

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
