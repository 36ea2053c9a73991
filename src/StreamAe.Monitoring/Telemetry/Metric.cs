namespace StreamAe.Monitoring.Telemetry;

/// <summary>One metric: what a dashboard reads.</summary>
/// <param name="Name">By OpenTelemetry's conventions: dotted, lower case, the unit left out.</param>
/// <param name="Unit">UCUM: s, By, 1; {event} and the like where things are counted.</param>
/// <param name="Attributes">Of its time series, from <see cref="Attributes"/>. Never an entity: there are too many.</param>
/// <param name="Summary">For a reader of the documentation and for whoever hovers over it.</param>
public sealed record Metric(string Name, MetricKind Kind, string Unit, IReadOnlyList<string> Attributes, string Summary)
{
    /// <summary>Upper bounds of a histogram's buckets, in its unit; empty for other kinds.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];
}
