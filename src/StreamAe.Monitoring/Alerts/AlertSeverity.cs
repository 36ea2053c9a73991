namespace StreamAe.Monitoring.Alerts;

/// <summary>How improbable an alert is for its entity.</summary>
public enum AlertSeverity
{
    /// <summary>Surprise below 5: fewer than one in 10⁵ is still above it.</summary>
    Minor,

    /// <summary>Surprise of 5 or more.</summary>
    Major,

    /// <summary>Surprise of 8 or more.</summary>
    Critical,
}
