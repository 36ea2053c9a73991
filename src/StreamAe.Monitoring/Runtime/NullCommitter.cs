namespace StreamAe.Monitoring.Runtime;

/// <summary>Forgets every effect at once: for measurements and back-tests, where an observer has seen the poll before.</summary>
/// <param name="needsState">Have states written all the same, so that a measurement includes their cost.</param>
/// <param name="observe">Called with every poll, in order, before it is reused.</param>
public sealed class NullCommitter(bool needsState = false, Action<Poll>? observe = null) : ICommitter
{
    public bool NeedsState => needsState;

    public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(poll);
        observe?.Invoke(poll);
        poll.Release();
        return ValueTask.CompletedTask;
    }
}
