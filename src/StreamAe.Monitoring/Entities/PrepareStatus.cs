namespace StreamAe.Monitoring.Entities;

/// <summary>What became of an observation before scoring.</summary>
public enum PrepareStatus
{
    /// <summary>A row was made; score it.</summary>
    Ready,

    /// <summary>Taken in, but there is no model, or too few rows for its window, yet.</summary>
    Learning,

    /// <summary>Taken in, but too many of its values were missing to judge it.</summary>
    TooSparse,

    /// <summary>Refused: its event time lies before the entity's last.</summary>
    Late,

    /// <summary>Refused: its event time equals the entity's last.</summary>
    RepeatedTime,
}
