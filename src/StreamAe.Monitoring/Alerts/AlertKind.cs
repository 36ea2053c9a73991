namespace StreamAe.Monitoring.Alerts;

/// <summary>What made an alert.</summary>
public enum AlertKind
{
    /// <summary>Scores improbable for the entity.</summary>
    Score,

    /// <summary>The entity had sent nothing for many times its usual interval.</summary>
    Silence,

    /// <summary>Scores so high for so long that they are another behaviour, not an anomaly: the threshold has been raised.</summary>
    Shift,

    /// <summary>A number stands still for many times as long as it usually does.</summary>
    Stuck,

    /// <summary>Many of the entity's rows come with event times before its newest.</summary>
    Late,
}
