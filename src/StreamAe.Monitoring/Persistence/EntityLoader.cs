using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>Entities of one monitor from a state store, tried again for as long as it cannot be reached.</summary>
public sealed partial class EntityLoader(IStateStore store, PlanSet plans, TimeProvider time, ILogger logger) : IEntityLoader
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly string _monitor = plans.Definition.Name;

    public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        UntilReachedAsync(() => Find(keys), cancellationToken);

    public async ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) =>
        await UntilReachedAsync(() => ReadAll(begin()), cancellationToken).ConfigureAwait(false);

    private IReadOnlyList<EntityMonitor?> Find(IReadOnlyList<string> keys) =>
        [.. store.Find(_monitor, keys).Select(entity => entity is null ? null : Restore(entity))];

    private bool ReadAll(Action<EntityMonitor> take)
    {
        using StoredMonitor? stored = store.Load(_monitor);
        foreach (StoredEntity entity in stored?.Entities ?? [])
        {
            EntityMonitor monitor = Restore(entity);
            take(monitor);
            monitor.Leave();
        }

        return true;
    }

    private async ValueTask<T> UntilReachedAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstRetry;
        while (true)
        {
            try
            {
                return read();
            }
            catch (Exception error) when (error is not (InvalidDataException or OperationCanceledException))
            {
                LogRetry(logger, error, _monitor, pause);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LastRetry.Ticks));
        }
    }

    private EntityMonitor Restore(StoredEntity entity)
    {
        if (plans.Find(EntityMonitor.ReadPlans(entity.State).Plan) is null)
        {
            // Stored since the last look, by this process or another.
            using StoredMonitor? monitor = store.Load(_monitor);
            if (monitor is not null)
            {
                StoredPlans.Learn(plans, monitor);
            }
        }

        return StoredMonitorLoader.Restore(plans, entity);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Monitor {Monitor}: entities could not be read from the store; trying again in {Pause}. Their source waits, nothing is lost.")]
    private static partial void LogRetry(ILogger logger, Exception error, string monitor, TimeSpan pause);
}
