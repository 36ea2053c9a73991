namespace StreamAe.Monitoring.Runtime;

/// <summary>When a due training happens.</summary>
public enum TrainingMode
{
    /// <summary>Not at all: history is filled, models stay as they are.</summary>
    Off,

    /// <summary>At the observation where it is due, before the next is prepared: exact and repeatable; for back-tests.</summary>
    Inline,

    /// <summary>On a worker while scoring goes on; the new model begins at the next poll after it is ready, and that position is stored.</summary>
    Background,
}
