using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A row that was prepared and waits for its score.</summary>
internal struct PendingRow
{
    public EntityMonitor Monitor;
    public PreparedRow Prepared;
    public int Entity;

    /// <summary>Among the poll's rows.</summary>
    public int Row;

    /// <summary>Among the shard's rows.</summary>
    public int Place;

    /// <summary>Of its entity in the poll: once it is judged, the entity's state is what the poll leaves.</summary>
    public bool IsLast;
}
