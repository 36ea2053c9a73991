using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Storage.Commits;

/// <summary>
/// Row ids of a monitor's plans and entities. Entities are known by their number in a directory, which a restarted monitor hands out anew:
/// the ids belong to that directory.
/// </summary>
internal sealed class MonitorRows(long monitor, EntityDirectory directory)
{
    // By entity number; 0 where it is not known yet.
    private long[] _entities = new long[64];

    public long Monitor { get; } = monitor;

    public EntityDirectory Directory { get; } = directory;

    public Dictionary<MonitorPlan, long> Plans { get; } = [];

    /// <summary>0 where it is not known yet.</summary>
    public long Find(int entity) => entity < _entities.Length ? _entities[entity] : 0;

    public long Get(int entity)
    {
        long row = Find(entity);
        return row != 0
            ? row
            : throw new InvalidOperationException(
                $"Entity {Directory.KeyOf(entity)} has a model or an alert, but no state in its poll: the committer must ask for states.");
    }

    public long Get(Alert alert) => Directory.TryGet(alert.Entity, out int entity)
        ? Get(entity)
        : throw new InvalidOperationException($"Alert {alert.Id} is about entity {alert.Entity}, which monitor {alert.Monitor} does not know.");

    public void Add(int entity, long row)
    {
        if (entity >= _entities.Length)
        {
            Array.Resize(ref _entities, Math.Max(entity + 1, _entities.Length * 2));
        }

        _entities[entity] = row;
    }
}
