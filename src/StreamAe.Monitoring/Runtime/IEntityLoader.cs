using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Brings entities that are not in memory from where they are stored.</summary>
public interface IEntityLoader
{
    /// <summary>
    /// The entities of <paramref name="keys"/>, in their order; null where nothing is stored. Waits while the store cannot be reached.
    /// </summary>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitor.</exception>
    ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Every stored entity, one at a time.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitor.</exception>
    IEnumerable<EntityMonitor> ReadAll();
}
