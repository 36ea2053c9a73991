using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Orleans.Silos;

/// <summary>What a silo reads of one monitor's stored state.</summary>
/// <param name="Head">Progress and cohort models, without entities; null where nothing is stored. May block.</param>
internal sealed record MonitorStore(IEntityLoader Loader, Func<StoredMonitor?> Head);
