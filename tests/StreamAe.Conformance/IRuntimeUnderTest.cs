using StreamAe.Monitoring.Observations;

namespace StreamAe.Conformance;

/// <summary>One monitor at work, whatever does the work.</summary>
internal interface IRuntimeUnderTest : IAsyncDisposable
{
    /// <summary>Reads the sources to their ends, or until cancelled, and returns once everything read was taken by the committer.</summary>
    Task RunAsync(IReadOnlyList<IObservationSource> sources, CancellationToken cancellationToken);
}
