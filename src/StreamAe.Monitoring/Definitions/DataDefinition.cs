namespace StreamAe.Monitoring.Definitions;

/// <summary>What is done about repeated, missing and silent data.</summary>
public sealed record DataDefinition
{
    /// <summary>A row with the same time as the entity's previous one. Default reject; reject or accept.</summary>
    public RepeatedTimePolicy RepeatedTime { get; init; }

    /// <summary>A row with a time before the entity's newest one. Default reject; reject or accept.</summary>
    public LateTimePolicy LateTime { get; init; }

    /// <summary>What stands for a missing value: the last one, or nothing. Default fill; fill or mask.</summary>
    public MissingPolicy Missing { get; init; }

    /// <summary>Largest share of missing values with which a row is still judged. Raising it judges rows that are mostly unknown.
    /// Default 0.5; 0 to 1.</summary>
    public double MaxImputedShare { get; init; } = 0.5;

    /// <summary>A gap this many times the entity's usual interval is reported as silence; 0 is off. Raising it reports only longer
    /// gaps. Default 20; 0 to 1,000,000 intervals.</summary>
    public double SilenceFactor { get; init; } = 20;

    /// <summary>A number that stays the same for this many times its usual run of equal values is reported as stuck; 0 is off. Raising it
    /// reports only longer runs. Default 0; 0 to 1,000,000 runs.</summary>
    public double StuckFactor { get; init; }

    /// <summary>An entity is reported as late when so many of its last 64 rows had times before its newest, refused or not; 0 is off. Raising it
    /// reports only more of them. Default 0; 0 to 64 rows.</summary>
    public int LateRows { get; init; }
}
