namespace StreamAe.Monitoring.Persistence;

/// <summary>How far an override reaches, widest first.</summary>
public enum OverrideLevel
{
    /// <summary>Every entity of the monitor.</summary>
    Monitor,

    /// <summary>The entities of a cohort.</summary>
    Cohort,

    /// <summary>One entity.</summary>
    Entity,
}
