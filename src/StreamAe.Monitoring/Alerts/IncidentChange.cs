namespace StreamAe.Monitoring.Alerts;

/// <summary>What an alert is to its incident.</summary>
public enum IncidentChange
{
    /// <summary>The first to become durable.</summary>
    Opened,

    /// <summary>More severe than all before it.</summary>
    Worse,

    /// <summary>One more.</summary>
    Continued,
}
