using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Sinks;

/// <summary>The publishers of a process, one a sink. They end together, so that several dead sinks take no longer than one.</summary>
public sealed class SinkPublishers : IAsyncDisposable
{
    private readonly List<OutboxPublisher> _alerts;
    private readonly List<RecordPublisher> _records;

    public SinkPublishers(
        IStateStore store, IReadOnlyList<IAlertSink> alerts, IReadOnlyList<IRecordSink> records, TimeProvider time, ILoggerFactory loggers)
    {
        _alerts = [.. alerts.Select(sink => new OutboxPublisher(store, sink, time, loggers.CreateLogger<OutboxPublisher>()))];
        _records = [.. records.Select(sink => new RecordPublisher(store, sink, time, loggers.CreateLogger<RecordPublisher>()))];
    }

    /// <summary>One for each sink, those for alerts first.</summary>
    public IReadOnlyList<SinkStatus> Statuses => [.. _alerts.Select(p => p.Status), .. _records.Select(p => p.Status)];

    /// <summary>Tells that a commit brought alerts.</summary>
    public void WakeAlerts() => _alerts.ForEach(p => p.Wake());

    /// <summary>Tells that a commit brought records.</summary>
    public void WakeRecords() => _records.ForEach(p => p.Wake());

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_alerts.Concat<IPublisher>(_records).Select(p => p.DisposeAsync().AsTask())).ConfigureAwait(false);
}
