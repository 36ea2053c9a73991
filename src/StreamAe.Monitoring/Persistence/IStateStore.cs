using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// Durable state: entities, models, alerts, outbox and source positions. Safe for concurrent use; calls may block on the disk.
/// </summary>
public interface IStateStore : IDisposable
{
    /// <summary>Everything stored for a monitor, or null where it was never stored.</summary>
    /// <exception cref="InvalidDataException">The store is damaged or from a newer version.</exception>
    StoredMonitor? Load(string monitor);

    /// <summary>
    /// Makes the effects of the polls durable in ONE transaction: entity states and pages, promoted models, alerts with an outbox entry for
    /// every sink, the monitors' progress, and each source's <c>EndPosition</c>. The polls may be of different monitors; of one monitor they
    /// are in order. Nothing is kept of the polls. Throws where nothing was committed; the call may then be repeated.
    /// </summary>
    void Commit(IReadOnlyList<Poll> polls);

    /// <summary>The oldest alerts not yet published to a sink, in commit order.</summary>
    IReadOnlyList<Alert> ReadOutbox(string sink, int max);

    /// <summary>Marks alerts as published to a sink; ids that are not pending are ignored.</summary>
    void MarkPublished(string sink, IReadOnlyList<string> alertIds);
}
