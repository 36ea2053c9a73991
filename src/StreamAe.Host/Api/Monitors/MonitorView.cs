namespace StreamAe.Host.Api.Monitors;

/// <summary>A monitor as it runs.</summary>
/// <param name="State">starting, running, or ended: a source that has an end came to it.</param>
/// <param name="Obstacle">Why nothing can come from its source; null where nothing is known to be in the way.</param>
/// <param name="Entities">That are stored; null until that was asked of the store.</param>
/// <param name="EntitiesInMemory">Of this process.</param>
/// <param name="Events">Observations since the data was begun.</param>
/// <param name="EventsPerSecond">Over the last seconds, of this process.</param>
/// <param name="Alerts">Since the process's start, as the following.</param>
/// <param name="Models">Put in use.</param>
/// <param name="TrainingBacklog">Waiting.</param>
/// <param name="IsTrainingCohort">The model of all its entities is being trained.</param>
/// <param name="EventTime">The newest that was seen.</param>
/// <param name="Lag">Messages that its source has and that were not read; null where that is not known.</param>
/// <param name="Budget">Anomalous rows a day that its threshold asks for of an entity; null where it asks otherwise.</param>
internal sealed record MonitorView(
    string Name,
    string Source,
    string State,
    string? Obstacle,
    long? Entities,
    int EntitiesInMemory,
    long Events,
    double EventsPerSecond,
    long Alerts,
    long Models,
    long Trainings,
    long FailedTrainings,
    int TrainingBacklog,
    bool IsTrainingCohort,
    DateTimeOffset? EventTime,
    long? Lag,
    double? Budget);
