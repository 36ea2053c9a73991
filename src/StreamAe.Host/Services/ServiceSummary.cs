using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Services;

/// <summary>What a service did from its start to its end: the answer of <c>streamae run --json</c>.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="Events">Observations committed, all monitors together.</param>
/// <param name="Alerts">Raised, all monitors together.</param>
/// <param name="DeadLetters">By reason.</param>
internal sealed record ServiceSummary(
    double Seconds, long Events, long Alerts, IReadOnlyDictionary<DeadLetterReason, long> DeadLetters, IReadOnlyList<MonitorSummary> Monitors);
