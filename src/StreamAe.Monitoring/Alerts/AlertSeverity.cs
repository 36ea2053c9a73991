namespace StreamAe.Monitoring.Alerts;

/// <summary>How improbable an alert is for its entity.</summary>
public enum AlertSeverity
{
    /// <summary>By default, surprise below 5: more than one in 10⁵ is above it.</summary>
    Minor,

    /// <summary>By default, surprise of 5 or more.</summary>
    Major,

    /// <summary>By default, surprise of 8 or more.</summary>
    Critical,
}
