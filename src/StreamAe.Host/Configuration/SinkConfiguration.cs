using StreamAe.Host.Sinks;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Configuration;

/// <summary>Where alerts, verdicts or rows go.</summary>
internal abstract record SinkConfiguration
{
    /// <summary>Takes the place of what the sink would be called after; null for that. Letters, digits, '.', '_' and '-'.</summary>
    public string? Name { get; init; }

    /// <summary>Only of these monitors. Default all.</summary>
    public IReadOnlyList<string> Monitors { get; init; } = [];

    /// <summary>Only alerts as improbable as this. Default all.</summary>
    public AlertSeverity MinSeverity { get; init; }

    /// <summary>Alerts come with the incident they belong to, which is over so long after its last alert; null for without. Default null.</summary>
    public TimeSpan? Incidents { get; init; }

    /// <summary>Which alerts of an incident are sent. Default all.</summary>
    public IncidentAlerts PerIncident { get; init; }

    /// <summary>What it gets.</summary>
    public virtual SinkContent Content { get; init; }

    /// <summary>Unique among the sinks of a service, stable across restarts: what is not yet taken is kept by it.</summary>
    public virtual string SinkName => Name is null ? $"{Kind}:{NaturalName}" : $"{Kind}:{Name}";

    public AlertFilter Filter => new(Monitors, MinSeverity, PerIncident == IncidentAlerts.First);

    protected abstract string Kind { get; }

    /// <summary>What the sink is called after where it has no name.</summary>
    protected abstract string NaturalName { get; }
}
