using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Definitions;

/// <summary>From which surprise on an alert is more than minor.</summary>
public sealed record SeverityDefinition
{
    /// <summary>From this surprise on an alert is major. Raising it calls fewer alerts major. Default 5; 0 to 100.</summary>
    public double Major { get; init; } = 5;

    /// <summary>From this surprise on an alert is critical. Raising it calls fewer alerts critical. Default 8; 0 to 100.</summary>
    public double Critical { get; init; } = 8;

    /// <param name="surprise">Of the row that raises the alert.</param>
    public AlertSeverity Of(float surprise) =>
        surprise >= Critical ? AlertSeverity.Critical : surprise >= Major ? AlertSeverity.Major : AlertSeverity.Minor;
}
