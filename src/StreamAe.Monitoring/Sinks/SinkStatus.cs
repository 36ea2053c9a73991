namespace StreamAe.Monitoring.Sinks;

/// <summary>How a sink fares since the start.</summary>
/// <param name="Published">Alerts or records the sink has taken; one that came again counts again.</param>
/// <param name="Failures">Batches it did not take.</param>
/// <param name="FailingSince">The first of the failures since its last success; null while all is well.</param>
public sealed record SinkStatus(string Sink, long Published, long Failures, DateTimeOffset? FailingSince);
