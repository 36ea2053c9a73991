namespace StreamAe.Monitoring.Definitions;

/// <summary>What of a number is expected by the time alone, and taken away before a model sees it.</summary>
public enum Season
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What the entity usually shows at that hour of the day (UTC), weekdays and weekends apart.</summary>
    Hourly,
}
