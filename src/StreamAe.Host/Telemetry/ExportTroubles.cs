using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Telemetry;

/// <summary>
/// Tells the log that a collector does not take what it is sent: the exporters themselves tell nobody but who listens to their events. Not
/// each time, for an export follows every few seconds.
/// </summary>
internal sealed class ExportTroubles : EventListener
{
    private const string ExporterEvents = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly string _collector;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private long _toldAt;

    public ExportTroubles(string collector, TimeProvider time, ILogger logger)
    {
        (_collector, _time, _logger) = (collector, time, logger);
        foreach (EventSource source in EventSource.GetSources())
        {
            Follow(source);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource) => Follow(eventSource);

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class calls before this one's fields are there.
        if (_logger is null || eventData.Level > EventLevel.Warning)
        {
            return;
        }

        lock (_gate)
        {
            if (_toldAt != 0 && _time.GetElapsedTime(_toldAt) < Pause)
            {
                return;
            }

            _toldAt = _time.GetTimestamp();
        }

        string cause = eventData.Payload?.LastOrDefault()?.ToString()?.Split('\n')[0].Trim() ?? eventData.EventName ?? string.Empty;
        _logger.LogExportFailing(_collector, cause);
    }

    private void Follow(EventSource source)
    {
        if (source.Name == ExporterEvents)
        {
            EnableEvents(source, EventLevel.Warning);
        }
    }
}
