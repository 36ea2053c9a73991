using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Sinks;

/// <summary>Takes alerts to where somebody or something reads them. An alert may come again after a crash, under the same id.</summary>
public interface IAlertSink
{
    /// <summary>Unique among the sinks of a process, stable across restarts: the outbox is kept by it.</summary>
    string Name { get; }

    /// <summary>Where it is set, alerts come with <see cref="Alert.Incident"/>: so long after its last alert an incident is over.</summary>
    TimeSpan? IncidentGap => null;

    /// <summary>Returns once all were taken over; throws where they were not, and is called again with them.</summary>
    ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken);
}
