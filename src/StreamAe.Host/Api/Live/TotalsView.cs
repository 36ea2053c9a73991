using StreamAe.Host.Api.Monitors;

namespace StreamAe.Host.Api.Live;

/// <summary>How all monitors fare.</summary>
internal sealed record TotalsView(DateTimeOffset At, IReadOnlyList<MonitorView> Monitors);
