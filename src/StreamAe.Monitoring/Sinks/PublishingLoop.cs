using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Features;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// What every publisher does: wait for a sign, take batches from the store to the sink until none is pending, try again with growing
/// pauses where the sink or the store fails, and end within a bounded time. One batch at a time, in order; nothing is passed over.
/// </summary>
internal sealed partial class PublishingLoop : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause a sink may ask for: a wrong figure must not silence it for a day.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    /// <summary>Pauses are shortened by up to this share: sinks that failed together do not all come back in the same instant.</summary>
    private const float Jitter = 0.25f;

    /// <summary>How often a sink that goes on failing is mentioned.</summary>
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(5);

    /// <summary>How long stopping waits for a sink that does not answer.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, ValueTask<int?>> _publishBatch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _signal = new(1);

    // Two steps to the end: no more pauses, then no more waiting for the sink.
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _loop;
    private volatile SinkStatus _status;
    private PhiloxRandom _random;
    private long _remindedAt;

    // Beside the status' time of day, which can be set while a sink fails.
    private long _failingAt;
    private int _disposed;

    /// <param name="sink">The name of the sink.</param>
    /// <param name="publishBatch">Takes the oldest pending batch to the sink and marks it; the number of messages, or null where nothing is
    /// pending. Throws where the sink did not take all.</param>
    public PublishingLoop(string sink, Func<CancellationToken, ValueTask<int?>> publishBatch, TimeProvider time, ILogger logger)
    {
        _publishBatch = publishBatch;
        _time = time;
        _logger = logger;
        _random = new PhiloxRandom(StableHash.Of($"{Environment.MachineName}/{Environment.ProcessId}/{sink}"));
        _status = new SinkStatus(sink, 0, 0, null);
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _loop = Task.Run(RunAsync);
    }

    public SinkStatus Status => _status;

    /// <summary>Tells that a commit brought something.</summary>
    public void Wake()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Publishes what is pending, once; what the sink does not take stays in the store for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            await _loop.ConfigureAwait(false);
            return;
        }

        await _hurry.CancelAsync().ConfigureAwait(false);
        _signal.Release();
        _stop.CancelAfter(StopTimeout);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _hurry.Dispose();
        _signal.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                await _signal.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            while (!await PublishPendingAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while the sink was not answering: the store keeps the rest.
        }
    }

    /// <returns>Whether this was the last time: it looked at what is pending after the end was announced.</returns>
    private async Task<bool> PublishPendingAsync()
    {
        TimeSpan pause = FirstRetry;
        while (true)
        {
            bool isLastTry = _hurry.IsCancellationRequested;
            TimeSpan asked = TimeSpan.Zero;
            try
            {
                if (await _publishBatch(_stop.Token).ConfigureAwait(false) is not int published)
                {
                    return isLastTry;
                }

                Succeed(published);
                pause = FirstRetry;
                continue;
            }
#pragma warning disable CA1031 // Whatever the sink's trouble (a request that timed out is "cancelled"), the messages are in the store: try again.
            catch (Exception error) when (error is not OperationCanceledException || !_stop.IsCancellationRequested)
            {
                asked = error is SinkBusyException busy ? busy.RetryAfter : TimeSpan.Zero;
                Fail(error);
            }
#pragma warning restore CA1031

            if (isLastTry)
            {
                return true;
            }

            await PauseAsync(asked > pause ? Min(asked, LongestAsked) : pause * (1 - (Jitter * _random.NextSingle()))).ConfigureAwait(false);
            pause = Min(pause * 2, LastRetry);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _hurry.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_hurry.IsCancellationRequested)
        {
            // The end has come: one more try, without a pause.
        }
    }

    private void Succeed(int published)
    {
        SinkStatus before = _status;
        _status = before with { Published = before.Published + published, FailingSince = null };
        if (before.FailingSince is not null)
        {
            TimeSpan duration = _time.GetElapsedTime(_failingAt);
            LogRecovered(_logger, before.Sink, duration, before.Failures);
        }
    }

    private void Fail(Exception error)
    {
        SinkStatus before = _status;
        _status = before with { Failures = before.Failures + 1, FailingSince = before.FailingSince ?? _time.GetUtcNow() };
        if (before.FailingSince is null)
        {
            LogFailing(_logger, error, before.Sink);
            _failingAt = _remindedAt = _time.GetTimestamp();
        }
        else if (_time.GetElapsedTime(_remindedAt) >= ReminderPeriod)
        {
            TimeSpan duration = _time.GetElapsedTime(_failingAt);
            LogStillFailing(_logger, error, before.Sink, duration, before.Failures + 1);
            _remindedAt = _time.GetTimestamp();
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Sink {Sink} does not take what is for it. It is tried again until it does; nothing is lost, the store keeps it.")]
    private static partial void LogFailing(ILogger logger, Exception error, string sink);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sink {Sink} has been failing for {Duration} ({Failures} failures since the start). The store keeps what is for it.")]
    private static partial void LogStillFailing(ILogger logger, Exception error, string sink, TimeSpan duration, long failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sink {Sink} takes what is for it again, after {Duration} ({Failures} failures since the start).")]
    private static partial void LogRecovered(ILogger logger, string sink, TimeSpan duration, long failures);
}
