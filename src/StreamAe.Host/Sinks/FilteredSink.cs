using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>Gives a sink only the alerts that it wants. The others count as published: the outbox knows no filters, so that they may change.</summary>
/// <param name="incidentGap">See <see cref="IAlertSink.IncidentGap"/>: incidents are those of all alerts, whatever passes.</param>
internal sealed class FilteredSink(IAlertSink inner, AlertFilter filter, TimeSpan? incidentGap = null) : IAlertSink
{
    public string Name => inner.Name;

    public TimeSpan? IncidentGap => incidentGap;

    public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        List<Alert> wanted = [.. alerts.Where(filter.Passes)];
        return wanted.Count == 0 ? ValueTask.CompletedTask : inner.PublishAsync(wanted, cancellationToken);
    }
}
