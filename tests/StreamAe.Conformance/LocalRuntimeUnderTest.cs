using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Conformance;

/// <summary>The local runtime behind the suites' seam.</summary>
internal sealed class LocalRuntimeUnderTest : IRuntimeUnderTest
{
    private readonly LocalRuntime _runtime;

    public LocalRuntimeUnderTest(RuntimeSetup setup)
    {
        _runtime = new LocalRuntime(setup.Plans, setup.Scorer, new RecordingCommitter(setup.Commit), setup.DeadLetters, setup.Options);
        _runtime.Requests.Current = setup.Requests;
    }

    public Task RunAsync(IReadOnlyList<IObservationSource> sources, CancellationToken cancellationToken) =>
        _runtime.RunAsync(sources, cancellationToken);

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
