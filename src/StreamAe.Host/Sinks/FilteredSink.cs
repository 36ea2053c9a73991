using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>Gives a sink only the alerts that it wants. The others count as published: the outbox knows no filters, so that they may change.</summary>
internal sealed class FilteredSink(IAlertSink inner, AlertFilter filter) : IAlertSink
{
    public string Name => inner.Name;

    public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        List<Alert> wanted = [.. alerts.Where(filter.Passes)];
        return wanted.Count == 0 ? ValueTask.CompletedTask : inner.PublishAsync(wanted, cancellationToken);
    }
}
