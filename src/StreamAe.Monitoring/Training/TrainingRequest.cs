using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Training;

/// <summary>All that a training depends on.</summary>
/// <param name="Entity">For people: an entity's key, or the cohort's name.</param>
/// <param name="Version">The version the model will have.</param>
/// <param name="TrainedThrough">Event time of the newest row, ticks.</param>
/// <param name="Champion">The model in use, which the new one must beat on held-out rows; null where there is none.</param>
public sealed record TrainingRequest(
    MonitorPlan Plan,
    string Entity,
    IReadOnlyList<TrainingSegment> Segments,
    int Version,
    ModelOrigin Origin,
    ulong Seed,
    long TrainedThrough,
    EntityModel? Champion)
{
    /// <summary>Of the newest rows of the last segment, so many the champion was not fitted on, or more. Null: it is not known.</summary>
    public int? UnseenRows { get; init; }
}
