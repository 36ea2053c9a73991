namespace StreamAe.Host.Configuration;

/// <summary>Which alerts of an incident a sink gets.</summary>
internal enum IncidentAlerts
{
    All,

    /// <summary>The one that opens it, and each that is more severe than all before it.</summary>
    First,
}
