using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Host.Services;

/// <summary>A monitor and the sources that feed it; the sources resolve entities in the plans' directory.</summary>
internal sealed record MonitorInput(PlanSet Plans, IReadOnlyList<IObservationSource> Sources);
