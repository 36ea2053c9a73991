using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// Durable state: entities, models, alerts, outbox and source positions. Safe for concurrent use; calls may block on the disk or the network.
/// </summary>
public interface IStateStore : IDisposable
{
    /// <summary>Asks where the state is kept for a sign of life. A store within the process has nothing to ask.</summary>
    /// <exception cref="Exception">There is none: of whatever the store is made of.</exception>
    void Ping()
    {
    }

    /// <summary>Everything stored for a monitor, or null where it was never stored.</summary>
    /// <exception cref="InvalidDataException">The store is damaged or from a newer version.</exception>
    StoredMonitor? Load(string monitor);

    /// <summary>What is stored of entities, in the order of <paramref name="keys"/>; null where nothing is.</summary>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys);

    /// <summary>
    /// Makes this store object the owner of a source: its epoch rises, and from the return on no commit of an earlier owner, here or in
    /// another process, changes anything about it. Where to continue comes with it.
    /// </summary>
    SourceClaim Claim(string monitor, string source);

    /// <summary>
    /// Makes the effects of the polls durable in ONE transaction: entity states and pages, promoted models, alerts with an outbox entry for
    /// every sink, the polls' <see cref="Poll.Records"/>, the monitors' progress, and each source's <c>EndPosition</c>. The polls may be of
    /// different monitors; of one monitor they are in order. Nothing is kept of the polls. A poll whose source was claimed here and has
    /// another owner by now is passed over whole, and its source is named in the outcome. Throws where nothing was committed; the call may
    /// then be repeated.
    /// </summary>
    CommitOutcome Commit(IReadOnlyList<Poll> polls);

    /// <summary>The oldest alerts not yet published to a sink, in commit order.</summary>
    IReadOnlyList<Alert> ReadOutbox(string sink, int max);

    /// <summary>How many alerts and batches of records of this process are not published yet, by sink; without those that wait for nothing.</summary>
    IReadOnlyDictionary<string, long> CountOutbox();

    /// <summary>Alerts of all monitors behind a number, in the order in which they became durable: whether published or not, as long as they are kept.</summary>
    /// <param name="after">0 for from the beginning.</param>
    IReadOnlyList<StoredAlert> ReadAlerts(long after, int max);

    /// <summary>Marks alerts as published to a sink; ids that are not pending are ignored.</summary>
    void MarkPublished(string sink, IReadOnlyList<string> alertIds);

    /// <summary>The oldest records not yet published to a sink, in commit order: at least one batch where there is any, and no more than fit.</summary>
    IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes);

    /// <summary>Forgets batches that a sink has taken.</summary>
    void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences);
}
