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

    /// <summary>
    /// Hands every stored entity over, one at a time, each to be used within its call only. Where the store fails on the way, it begins anew
    /// with another taker, for as long as it takes.
    /// </summary>
    /// <param name="begin">Makes a taker that has seen nothing yet.</param>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitor.</exception>
    ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken);
}
