namespace StreamAe.Monitoring.Definitions;

/// <summary>Which anomalous rows become alerts: at least <see cref="M"/> of the entity's last <see cref="N"/> rows.</summary>
public sealed record AlertDefinition
{
    /// <summary>Anomalous rows needed. Raising it drops lone outliers and alerts later. Default 1; 1 to 64 rows.</summary>
    public int M { get; init; } = 1;

    /// <summary>Rows looked at. Raising it lets anomalous rows lie further apart. Default 1; 1 to 64 rows.</summary>
    public int N { get; init; } = 1;

    /// <summary>Event time after an alert during which the entity raises no other. Raising it alerts less often about the same
    /// trouble. Default 0s; 0s to 365d.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Event time over which an anomalous row must be the entity's highest, or it repeats what was told and is no alert; at
    /// least the last 30 and at most the last 400 rows. 0 is off. Raising it tells one trouble less often, and a second one that is no
    /// worse not at all. Default 0s; 0s to 365d.</summary>
    public TimeSpan Peak { get; init; }

    /// <summary>Hysteresis: a row after an anomalous one is anomalous too until its surprise is below this share of the threshold's; 1 is
    /// off. Raising it ends a trouble sooner, and breaks one that wavers into several. Default 1; above 0, at most 1.</summary>
    public double Release { get; init; } = 1;

    /// <summary>How improbable an alert must be to be more than minor.</summary>
    public SeverityDefinition Severity { get; init; } = new();

    /// <summary>Hours in which lesser alerts wait. Default none; none or 1 to 20 entries.</summary>
    public IReadOnlyList<QuietDefinition> Quiet { get; init; } = [];
}
