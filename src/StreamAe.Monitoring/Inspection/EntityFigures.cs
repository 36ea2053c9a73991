using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Inspection;

/// <summary>What an entity's state says, for people.</summary>
/// <param name="LastEventTime">Ticks; null before the first observation.</param>
/// <param name="Model">Judges its rows: its own, or the cohort's; null where there is none yet.</param>
/// <param name="Threshold">Null where there is no model, or all that is known is that somebody works on the entity.</param>
/// <param name="UsualInterval">Seconds between its observations; 0 where it is not known yet.</param>
/// <param name="HistoryRows">Rows that are held for training.</param>
/// <param name="FailedTrainings">In a row.</param>
/// <param name="IsFormer">It is judged as the monitor was before its file was edited.</param>
/// <param name="QuietUntil">Event time, ticks, until which no alert by a score is raised, after an alert or while it is snoozed; null where one may be.</param>
public sealed record EntityFigures(
    string Key,
    long Observations,
    long Rejected,
    long Anomalies,
    long Alerts,
    long? LastEventTime,
    EntityModel? Model,
    ThresholdFigures? Threshold,
    float UsualInterval,
    int HistoryRows,
    int FailedTrainings,
    bool IsFormer,
    long? QuietUntil);
