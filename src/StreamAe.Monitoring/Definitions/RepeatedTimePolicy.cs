namespace StreamAe.Monitoring.Definitions;

/// <summary>What becomes of a row with the same event time as the entity's previous one.</summary>
public enum RepeatedTimePolicy
{
    /// <summary>Set aside and counted: a sensor has one reading a moment.</summary>
    Reject,

    /// <summary>Judged: two purchases may share a second.</summary>
    Accept,
}
