namespace StreamAe.Monitoring.Definitions;

/// <summary>How a feature becomes inputs of the model.</summary>
public enum FeatureKind
{
    /// <summary>A numeric field, standardised.</summary>
    Number,

    /// <summary>A field with a listed set of values, or of hashed ones, one-hot.</summary>
    Category,

    /// <summary>Hour of the event time (UTC), as a point on a circle so that 23:59 and 00:00 are neighbours.</summary>
    HourOfDay,

    /// <summary>Day of the week of the event time (UTC), as a point on a circle.</summary>
    Weekday,

    /// <summary>log(1 + seconds since the entity's previous event).</summary>
    SinceLast,

    /// <summary>Every numeric field that no other feature names, in the order of the source: numbers each.</summary>
    Numbers,

    /// <summary>log of a numeric field over the entity's own robust mean of it before.</summary>
    Ratio,

    /// <summary>log of the entity's own robust mean of a numeric field.</summary>
    Mean,

    /// <summary>log(1 + how many events the entity had of late).</summary>
    Count,

    /// <summary>sign(s)·log(1 + |s|) of the sum s of a field over the entity's events of late.</summary>
    Sum,

    /// <summary>1 where the entity never had the field's value of late, else 0.</summary>
    FirstSeen,

    /// <summary>log(1 + km/h) from the place of the entity's event before.</summary>
    Speed,

    /// <summary>−ln of the share of the entity's events that had the same category, or the same hour.</summary>
    Rarity,

    /// <summary>Change of a numeric field since the entity's row before ÷ the time between.</summary>
    Rate,

    /// <summary>Change of a numeric field since the entity's row before.</summary>
    Change,

    /// <summary>Mean of a numeric field over the entity's rows of late, before this one.</summary>
    RollingMean,

    /// <summary>Standard deviation of a numeric field over the entity's rows of late, before this one.</summary>
    RollingDeviation,

    /// <summary>Smallest value of a numeric field over the entity's rows of late, before this one.</summary>
    RollingMin,

    /// <summary>Largest value of a numeric field over the entity's rows of late, before this one.</summary>
    RollingMax,
}
