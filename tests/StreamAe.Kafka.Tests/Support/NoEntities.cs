using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>For a store that keeps effects, not entities: who comes back begins anew.</summary>
internal sealed class NoEntities : IEntityLoader
{
    public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>(new EntityMonitor?[keys.Count]);

    public ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
