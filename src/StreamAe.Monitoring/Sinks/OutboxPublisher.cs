using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Takes committed alerts from the store's outbox to one sink, in order, until the sink has them; a slow or dead sink delays only itself.
/// What a crash left in the outbox goes out at the next start.
/// </summary>
public sealed class OutboxPublisher : IPublisher
{
    private const int BatchSize = 500;

    private readonly IStateStore _store;
    private readonly IAlertSink _sink;
    private readonly PublishingLoop _loop;

    // Null where the sink does not ask for incidents.
    private readonly IncidentAssignment? _incidents;

    // The sink has these and the store does not know it yet: it failed in between. They are marked before anything else, not sent again.
    private string[] _unmarked = [];

    public OutboxPublisher(IStateStore store, IAlertSink sink, TimeProvider time, ILogger<OutboxPublisher> logger)
    {
        _store = store;
        _sink = sink;
        _incidents = sink.IncidentGap is TimeSpan gap ? new IncidentAssignment(store, gap) : null;
        _loop = new PublishingLoop(sink.Name, PublishBatchAsync, time, logger);
    }

    public SinkStatus Status => _loop.Status;

    public void Wake() => _loop.Wake();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async ValueTask<int?> PublishBatchAsync(CancellationToken cancellationToken)
    {
        if (_unmarked.Length > 0)
        {
            return Mark();
        }

        IReadOnlyList<Alert> pending = _store.ReadOutbox(_sink.Name, BatchSize);
        if (pending.Count == 0)
        {
            return null;
        }

        await _sink.PublishAsync(_incidents?.Assign(pending) ?? pending, cancellationToken).ConfigureAwait(false);
        _unmarked = [.. pending.Select(a => a.Id)];
        return Mark();
    }

    private int Mark()
    {
        _store.MarkPublished(_sink.Name, _unmarked);
        int alerts = _unmarked.Length;
        _unmarked = [];
        return alerts;
    }
}
