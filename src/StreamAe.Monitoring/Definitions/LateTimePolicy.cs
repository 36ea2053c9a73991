namespace StreamAe.Monitoring.Definitions;

/// <summary>What becomes of a row with an event time before the entity's newest one.</summary>
public enum LateTimePolicy
{
    /// <summary>Set aside and counted: its place in the stream has passed.</summary>
    Reject,

    /// <summary>Judged where it stands: the rows have no order in time, as those of a table.</summary>
    Accept,
}
