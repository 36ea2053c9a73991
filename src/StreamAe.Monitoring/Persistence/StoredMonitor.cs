using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>What a store holds of one monitor.</summary>
/// <param name="Positions">By source name: where to continue.</param>
/// <param name="Plans">The channel sets it was seen with.</param>
/// <param name="Entities">Read lazily from the store, as they were when the rest was read: enumerate once. Who does not enumerate them to
/// their end disposes of the monitor, or the store holds that view of itself until it closes.</param>
public sealed record StoredMonitor(
    MonitorProgress Progress,
    IReadOnlyDictionary<string, long> Positions,
    IReadOnlyList<StoredPlan> Plans,
    IEnumerable<StoredEntity> Entities) : IDisposable
{
    public void Dispose() => (Entities as IDisposable)?.Dispose();
}

/// <param name="Compatibility">See <see cref="StreamAe.Monitoring.Plans.MonitorPlan.Compatibility"/>.</param>
public sealed record StoredPlan(int Id, Schema Schema, string Compatibility, EntityModel? Cohort);

/// <param name="PlanId">The <see cref="StoredPlan.Id"/> it belongs to.</param>
public sealed record StoredEntity(string Key, int PlanId, byte[] State, IReadOnlyList<StoredPage> Pages, EntityModel? Model);

/// <param name="Rows">See <see cref="HistoryPage"/>.</param>
public sealed record StoredPage(int Number, ushort Excluded, byte[] Rows);
