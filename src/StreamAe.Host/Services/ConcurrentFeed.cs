using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Services;

/// <summary>Sources that have no entity in common, all at once.</summary>
internal sealed partial class ConcurrentFeed(string monitor, IReadOnlyList<IObservationSource> sources, ILogger logger) : ISourceFeed
{
    public async Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        foreach (IObservationSource source in sources)
        {
            if (positions.TryGetValue(source.Name, out long position))
            {
                await source.SeekAsync(position, cancellationToken).ConfigureAwait(false);
                LogResumed(logger, monitor, source.Name, position);
            }
        }
    }

    public IReadOnlyList<SourcePosition> Positions =>
        [.. sources.OfType<SimulatedSource>().Select(s => new SourcePosition(s.Name, s.Position, s.Position + s.Backlog))];

    public Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken) => runtime.RunAsync(sources, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} continues {Source} at position {Position}.")]
    private static partial void LogResumed(ILogger logger, string monitor, string source, long position);
}
