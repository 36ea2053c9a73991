namespace StreamAe.Monitoring.Definitions;

/// <summary>How a feature becomes inputs of the model.</summary>
public enum FeatureKind
{
    /// <summary>A numeric field, standardised.</summary>
    Number,

    /// <summary>A field with a listed set of values, one-hot.</summary>
    Category,

    /// <summary>Hour of the event time (UTC), as a point on a circle so that 23:59 and 00:00 are neighbours.</summary>
    HourOfDay,

    /// <summary>Day of the week of the event time (UTC), as a point on a circle.</summary>
    Weekday,

    /// <summary>log(1 + seconds since the entity's previous event).</summary>
    SinceLast,

    /// <summary>Every numeric field that no other feature names, in the order of the source: numbers each.</summary>
    Numbers,
}
