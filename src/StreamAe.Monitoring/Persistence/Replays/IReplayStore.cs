using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Persistence.Replays;

/// <summary>
/// What a store recorded, for a replay: read only, beside the process that writes it. Safe for concurrent use; calls may block on the disk or
/// the network.
/// </summary>
public interface IReplayStore : IScoreStore, IDisposable
{
    /// <summary>What is known of a monitor as a whole, from one view of the store; null where it was never stored.</summary>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    RecordedMonitor? Load(string monitor);

    /// <summary>What is known of entities' models, in the order of <paramref name="keys"/>; null where an entity is not stored.</summary>
    IReadOnlyList<RecordedEntity?> Find(string monitor, IReadOnlyList<string> keys);

    /// <param name="id">Of a <see cref="RecordedModel"/>.</param>
    /// <returns>Null where it is not kept any more.</returns>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    EntityModel? ReadModel(long id);

    /// <param name="id">Of a <see cref="CohortStart"/>.</param>
    /// <returns>Null where it is not kept any more.</returns>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    EntityModel? ReadCohortModel(long id);

    /// <summary>Alerts with <paramref name="from"/> ≤ event time ≤ <paramref name="to"/> (ticks), as far as they are kept.</summary>
    IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to);
}
