namespace StreamAe.Monitoring.Replaying;

/// <summary>What was read of a source's partition; positions.</summary>
/// <param name="WarmUpFrom">Read from here …</param>
/// <param name="From">… reported from here …</param>
/// <param name="To">… up to here, not included.</param>
public sealed record ReplayedPartition(string Source, long WarmUpFrom, long From, long To);
