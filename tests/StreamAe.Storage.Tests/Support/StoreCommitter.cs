using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>Commits each <paramref name="pollsPerCommit"/> polls; <see cref="Flush"/> the rest.</summary>
/// <param name="observe">Called with every poll before its commit: a test may add to it.</param>
internal sealed class StoreCommitter(IStateStore store, int pollsPerCommit = 1, Action<Poll>? observe = null) : ICommitter
{
    private readonly List<Poll> _waiting = [];

    public bool NeedsState => true;

    /// <summary>What became of each commit.</summary>
    public List<CommitOutcome> Outcomes { get; } = [];

    public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        observe?.Invoke(poll);
        _waiting.Add(poll);
        if (_waiting.Count == pollsPerCommit)
        {
            Flush();
        }

        return ValueTask.CompletedTask;
    }

    public void Flush()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        Outcomes.Add(store.Commit(_waiting));
        foreach (Poll poll in _waiting)
        {
            poll.Release();
        }

        _waiting.Clear();
    }
}
