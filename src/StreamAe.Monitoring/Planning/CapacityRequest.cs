using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Planning;

/// <summary>What is to be watched, and with what.</summary>
/// <param name="Plan">The monitor bound to its channels.</param>
/// <param name="Entities">1 to <see cref="MostEntities"/>.</param>
/// <param name="Rate">Of events.</param>
/// <param name="Store">What a store of the plan takes.</param>
public sealed record CapacityRequest(MonitorPlan Plan, long Entities, EventRate Rate, StoreSizes Store)
{
    /// <summary>Beyond what any number of processes is made for.</summary>
    public const long MostEntities = 1_000_000_000_000;

    /// <summary>Cores for scoring and training. Default this machine's.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory for everything, and the <c>runtime.memory</c> to reckon with. Default 24 GiB.</summary>
    public long MemoryBytes { get; init; } = 24L << 30;

    /// <summary>Of the process without entities. Default 0.</summary>
    public long ProcessBytes { get; init; }

    /// <summary>How long scores are kept; null, the default, where none are stored.</summary>
    public TimeSpan? ScoresKept { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Entities, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Entities, MostEntities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate.PerSecond, nameof(Rate));
        ArgumentOutOfRangeException.ThrowIfLessThan(Cores, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ProcessBytes);
    }
}
