using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Adds the records of one monitor's polls to them on their way to the committer: they become durable with the poll. Runs on the thread that
/// hands the polls of the runtime over, beside its shards.
/// </summary>
public sealed class EncodingCommitter(ICommitter inner, IReadOnlyList<IRecordEncoder> encoders) : ICommitter
{
    public bool NeedsState => inner.NeedsState;

    public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(poll);
        foreach (IRecordEncoder encoder in encoders)
        {
            encoder.Encode(poll, poll.RecordsFor(encoder.Sink));
        }

        return inner.CommitAsync(poll, cancellationToken);
    }
}
