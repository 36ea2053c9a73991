using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>For a runtime that judges nothing.</summary>
internal sealed class NoEntities : IEntityLoader
{
    public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>(new EntityMonitor?[keys.Count]);

    public ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
