using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Runtime;
using Channel = System.Threading.Channels.Channel;

namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// Commits the polls of all monitors of a process in groups: one transaction for what arrived within the linger, or sooner where enough
/// events wait. A store that fails is tried again for as long as it takes; meanwhile polls stay taken and the sources wait.
/// Invariant: polls are committed in the order in which they came, each exactly once.
/// </summary>
public sealed partial class GroupCommitter : ICommitter, IAsyncDisposable
{
    private readonly IStateStore _store;
    private readonly Action<IReadOnlyList<Poll>> _committed;
    private readonly GroupCommitOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Poll> _waiting = Channel.CreateUnbounded<Poll>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _abandon;
    private readonly Task _loop;
    private volatile bool _isRetrying;
    private long _failures;

    /// <param name="committed">Called after each commit with its polls, before they are reused: observers copy what they keep.</param>
    public GroupCommitter(
        IStateStore store, Action<IReadOnlyList<Poll>> committed, GroupCommitOptions options, TimeProvider time, ILogger<GroupCommitter> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _store = store;
        _committed = committed;
        _options = options;
        _time = time;
        _logger = logger;
        _abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _loop = Task.Run(RunAsync);
    }

    public bool NeedsState => true;

    /// <summary>The store has refused the last attempt, and another will follow.</summary>
    public bool IsRetrying => _isRetrying;

    /// <summary>Attempts that the store has refused.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Faults where committing became impossible.</summary>
    public Task Completion => _loop;

    public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        if (!_waiting.Writer.TryWrite(poll))
        {
            throw new InvalidOperationException("The committer is closed; no poll may follow.");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Commits what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _abandon.CancelAfter(_options.StopTimeout);
        try
        {
            await _loop.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogAbandoned(_logger, _options.StopTimeout);
        }

        _abandon.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<Poll>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await CollectAsync(group).ConfigureAwait(false);
            CommitOutcome outcome = await CommitAsync(group).ConfigureAwait(false);
            if (outcome.Lost.Count > 0)
            {
                SetAsideLost(group, outcome);
            }

            _committed(group);
            foreach (Poll poll in group)
            {
                poll.Release();
            }

            group.Clear();
        }
    }

    /// <summary>Takes polls until the linger has passed since the first, or enough events are together, or nothing more will come.</summary>
    private async Task CollectAsync(List<Poll> group)
    {
        int events = 0;
        using var linger = new CancellationTokenSource(_options.Linger, _time);
        try
        {
            while (true)
            {
                while (_waiting.Reader.TryRead(out Poll? poll))
                {
                    group.Add(poll);
                    events += poll.Batch.Count;
                }

                if (events >= _options.MaxEvents || !await _waiting.Reader.WaitToReadAsync(linger.Token).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (linger.IsCancellationRequested)
        {
            // The linger is over: commit what there is.
        }
    }

    /// <summary>Polls without effect: who owns their sources now reads them again.</summary>
    private void SetAsideLost(List<Poll> group, CommitOutcome outcome)
    {
        foreach (LostSource lost in outcome.Lost)
        {
            LogLost(_logger, lost.Monitor, lost.Source);
        }

        List<Poll> without = group.FindAll(poll => outcome.IsLost(poll.Plans.Definition.Name, poll.Source));
        group.RemoveAll(without.Contains);
        foreach (Poll poll in without)
        {
            poll.MarkLost();
            poll.Release();
        }
    }

    private async Task<CommitOutcome> CommitAsync(List<Poll> group)
    {
        TimeSpan pause = _options.FirstRetry;
        long began = Stopwatch.GetTimestamp();
        foreach (Poll poll in group)
        {
            poll.CommitBeganAt = began;
        }

        while (true)
        {
            try
            {
                CommitOutcome outcome = _store.Commit(group);
                _isRetrying = false;
                return outcome;
            }
#pragma warning disable CA1031 // Whatever the store's trouble, the effects are still here and the source waits: try again.
            catch (Exception error)
            {
                _isRetrying = true;
                Interlocked.Increment(ref _failures);
                LogRetry(_logger, error, group.Count, pause);
            }
#pragma warning restore CA1031

            await Task.Delay(pause, _time, _abandon.Token).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.LastRetry.Ticks));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Committing {Polls} polls failed; trying again in {Pause}. The sources wait, nothing is lost.")]
    private static partial void LogRetry(ILogger logger, Exception error, int polls, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor} lost {Source} to another process; what was read of it here since has no effect.")]
    private static partial void LogLost(ILogger logger, string monitor, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "The last effects could not be committed within {Timeout}; they will be read from the source again.")]
    private static partial void LogAbandoned(ILogger logger, TimeSpan timeout);
}
