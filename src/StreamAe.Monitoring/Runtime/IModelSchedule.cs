using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Says which model judges which row, in place of trainings. Called by the shards at the same time, for one entity by one of them, in the
/// order of its rows.
/// </summary>
public interface IModelSchedule
{
    /// <summary>The model that judges the entity's row at a position, where it is another than the one before; else null.</summary>
    EntityModel? Due(EntityMonitor monitor, int entity, string source, long position);
}
