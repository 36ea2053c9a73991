namespace StreamAe.Monitoring.Runtime;

/// <summary>Makes the effects of polls durable, in the order in which they are handed over.</summary>
public interface ICommitter
{
    /// <summary>Whether polls should carry the changed entity states; false saves writing them.</summary>
    bool NeedsState { get; }

    /// <summary>
    /// Takes the poll over. Completes when it was accepted, which may be before it is durable; <see cref="Poll.Release"/> is called once
    /// nothing of it is needed any more.
    /// </summary>
    ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken);
}
