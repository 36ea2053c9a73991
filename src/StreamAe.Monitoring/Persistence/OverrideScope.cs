namespace StreamAe.Monitoring.Persistence;

/// <summary>What an override is about.</summary>
/// <param name="Target">The cohort's name or the entity's key; empty for the monitor.</param>
public readonly record struct OverrideScope(string Monitor, OverrideLevel Level, string Target)
{
    public static OverrideScope OfMonitor(string monitor) => new(monitor, OverrideLevel.Monitor, string.Empty);
}
