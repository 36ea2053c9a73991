namespace StreamAe.Monitoring.Persistence;

/// <summary>A source of a monitor that another process has claimed.</summary>
public readonly record struct LostSource(string Monitor, string Source);
