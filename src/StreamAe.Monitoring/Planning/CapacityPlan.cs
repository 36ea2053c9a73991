namespace StreamAe.Monitoring.Planning;

/// <summary>What a monitor will need.</summary>
/// <param name="Monitor">Its name.</param>
/// <param name="Channels">It reads.</param>
/// <param name="Architecture">Of its models.</param>
/// <param name="Entities">That were asked about.</param>
/// <param name="EventsPerSecond">Of all entities together.</param>
/// <param name="Warnings">Empty where all fits.</param>
public sealed record CapacityPlan(
    string Monitor,
    int Channels,
    string Architecture,
    long Entities,
    double EventsPerSecond,
    MemoryPlan Memory,
    DiskPlan Disk,
    CorePlan Cores,
    TimePlan Times,
    IReadOnlyList<CapacityWarning> Warnings);
