namespace StreamAe.Monitoring.Runtime;

/// <summary>What the work of a runtime took since its start.</summary>
/// <param name="GrainCalls">Calls to entities' grains, one an entity and poll.</param>
/// <param name="RemoteCalls">Those among them that another process answered.</param>
/// <param name="ScorerCalls">Of this process' silo, whoever sent the rows.</param>
/// <param name="ScoredRows">Rows in them.</param>
public readonly record struct RuntimeCounters(long GrainCalls, long RemoteCalls, long ScorerCalls, long ScoredRows)
{
    /// <summary>Entities that came into memory: new ones, and those that were found in the store.</summary>
    public long Arrived { get; init; }

    /// <summary>Entities that left it for others.</summary>
    public long Left { get; init; }
}
