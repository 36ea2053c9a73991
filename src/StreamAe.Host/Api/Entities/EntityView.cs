using StreamAe.Host.Api.Running;
using StreamAe.Monitoring.Inspection;

namespace StreamAe.Host.Api.Entities;

/// <summary>An entity as its last commit left it.</summary>
/// <param name="Health">learning, provisional (the model of all entities judges), judged, or maintenance.</param>
/// <param name="QuietUntil">In its own time: until when no alert by a score is raised, after an alert or while it is snoozed; null where one may be.</param>
/// <param name="Former">It is judged as the monitor was before its file was edited.</param>
internal sealed record EntityView(
    string Key,
    string Monitor,
    string Health,
    long Observations,
    long Rejected,
    long Anomalies,
    long Alerts,
    DateTimeOffset? LastEventTime,
    ModelInUseView? Model,
    ThresholdInForceView? Threshold,
    double? UsualIntervalSeconds,
    int HistoryRows,
    int FailedTrainings,
    bool Former,
    DateTimeOffset? QuietUntil)
{
    public static EntityView Of(OperatedMonitor monitor, EntityFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new EntityView(
            figures.Key,
            monitor.Name,
            figures switch
            {
                { Threshold.Score: null, Model: not null } => "maintenance",
                { Model: null } => "learning",
                { Model.Origin: Monitoring.Models.ModelOrigin.Cohort } when monitor.Definition.Training.Own => "provisional",
                _ => "judged",
            },
            figures.Observations,
            figures.Rejected,
            figures.Anomalies,
            figures.Alerts,
            Figures.Time(figures.LastEventTime),
            figures.Model is null ? null : ModelInUseView.Of(figures.Model),
            figures.Threshold is null ? null : ThresholdInForceView.Of(figures.Threshold),
            figures.UsualInterval > 0 ? figures.UsualInterval : null,
            figures.HistoryRows,
            figures.FailedTrainings,
            figures.IsFormer,
            Figures.Time(figures.QuietUntil));
    }
}
