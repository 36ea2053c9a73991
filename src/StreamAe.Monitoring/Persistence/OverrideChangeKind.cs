namespace StreamAe.Monitoring.Persistence;

/// <summary>What happened to an override.</summary>
public enum OverrideChangeKind
{
    Set,
    Removed,
    Expired,
}
