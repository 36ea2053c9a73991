namespace StreamAe.Host.Configuration;

/// <summary>Where an entity is trained.</summary>
internal enum TrainingPlace
{
    /// <summary><see cref="Inline"/> for files that are not followed, since nobody waits for their verdicts; <see cref="Background"/> for all else.</summary>
    Auto,

    /// <summary>Beside the stream: scoring goes on with the old model, and the new one begins where it is ready, at a position that is stored.</summary>
    Background,

    /// <summary>Before the entity's next row is judged: the same input gives the same alerts in every run, however often it is stopped, and a
    /// training holds the stream up.</summary>
    Inline,
}
