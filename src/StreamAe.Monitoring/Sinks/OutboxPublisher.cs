using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Takes committed alerts from the store's outbox to one sink, in order, until the sink has them; a slow or dead sink delays only itself.
/// What a crash left in the outbox goes out at the next start.
/// </summary>
public sealed partial class OutboxPublisher : IAsyncDisposable
{
    private const int BatchSize = 500;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for a sink that does not answer.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly IStateStore _store;
    private readonly IAlertSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _signal = new(1);
    private readonly CancellationTokenSource _stop;
    private readonly Task _loop;
    private volatile bool _stopping;

    public OutboxPublisher(IStateStore store, IAlertSink sink, TimeProvider time, ILogger<OutboxPublisher> logger)
    {
        _store = store;
        _sink = sink;
        _time = time;
        _logger = logger;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Tells that a commit brought alerts.</summary>
    public void Wake()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Publishes what is pending, once; what the sink does not take stays in the outbox for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _signal.Release();
        _stop.CancelAfter(StopTimeout);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _signal.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(_stop.Token).ConfigureAwait(false);
                bool last = _stopping;
                await PublishPendingAsync(last).ConfigureAwait(false);
                if (last)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while the sink was not answering: the outbox keeps the rest.
        }
    }

    private async Task PublishPendingAsync(bool once)
    {
        TimeSpan pause = FirstRetry;
        while (true)
        {
            try
            {
                IReadOnlyList<Alert> pending = _store.ReadOutbox(_sink.Name, BatchSize);
                if (pending.Count == 0)
                {
                    return;
                }

                await _sink.PublishAsync(pending, _stop.Token).ConfigureAwait(false);
                _store.MarkPublished(_sink.Name, [.. pending.Select(a => a.Id)]);
                pause = FirstRetry;
                continue;
            }
#pragma warning disable CA1031 // Whatever the sink's trouble (a request that timed out is "cancelled"), the alerts are in the outbox: try again.
            catch (Exception error) when (error is not OperationCanceledException || !_stop.IsCancellationRequested)
            {
                LogRetry(_logger, error, _sink.Name, pause);
            }
#pragma warning restore CA1031

            if (once)
            {
                return;
            }

            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LastRetry.Ticks));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sink {Sink} did not take the alerts; trying again in {Pause}. They stay in the outbox.")]
    private static partial void LogRetry(ILogger logger, Exception error, string sink, TimeSpan pause);
}
