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
    /// <summary>What the plans were before the monitor was edited.</summary>
    public IReadOnlyList<StoredPlan> Former { get; init; } = [];

    public void Dispose() => (Entities as IDisposable)?.Dispose();
}

/// <summary>What is stored of a plan.</summary>
/// <param name="Id">Its number in the store; one that was replaced has that of the plan that replaced it.</param>
/// <param name="Compatibility">See <see cref="StreamAe.Monitoring.Plans.MonitorPlan.Compatibility"/>.</param>
public sealed record StoredPlan(int Id, Schema Schema, string Compatibility, EntityModel? Cohort)
{
    /// <summary>The monitor's file, by which models are made anew that entities still use after it was edited. Null where it was stored before
    /// that was kept.</summary>
    public string? Definition { get; init; }

    /// <summary>Where the monitor stood when it was first stored with the plan.</summary>
    public CohortOrigin Origin { get; init; }
}

/// <summary>What is stored of an entity.</summary>
/// <param name="State">Says by itself of which plan it is, as its pages and its model do.</param>
public sealed record StoredEntity(string Key, byte[] State, IReadOnlyList<StoredPage> Pages, EntityModel? Model);

/// <param name="Rows">See <see cref="HistoryPage"/>.</param>
public sealed record StoredPage(int Number, ushort Excluded, byte[] Rows);
