using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>Commits each poll at once; a test can hold commits back.</summary>
internal sealed class StoreCommitter(IStateStore store) : ICommitter
{
    private volatile TaskCompletionSource? _gate;

    /// <summary>As the host sets it: hears of every source and position that is durable.</summary>
    public Action<string, long>? Committed { get; set; }

    public Action<string>? Lost { get; set; }

    public bool NeedsState => false;

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody waits for <see cref="LetGo"/>.</summary>
    public bool IsHolding { get; private set; }

    public void LetGo()
    {
        _gate?.SetResult();
        _gate = null;
    }

    public async ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        if (_gate is TaskCompletionSource gate)
        {
            IsHolding = true;
            await gate.Task;
        }

        CommitOutcome outcome = store.Commit([poll]);
        if (outcome.Lost.Count > 0)
        {
            Lost?.Invoke(poll.Source);
        }
        else
        {
            Committed?.Invoke(poll.Source, poll.Batch.EndPosition);
        }

        poll.Release();
    }
}
