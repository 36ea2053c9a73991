using System.Runtime.InteropServices;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>Puts what a store holds of a monitor back into a runtime that has not started.</summary>
public static class StoredMonitorLoader
{
    /// <summary>All of it.</summary>
    /// <returns>By source name: the position to continue from. Empty where nothing was stored.</returns>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitor as it is defined now.</exception>
    public static IReadOnlyDictionary<string, long> Load(IStateStore store, LocalRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        return Load(store, runtime, runtime.Restore);
    }

    /// <summary>All but the entities, which the runtime loads as their events come.</summary>
    /// <returns>By source name: the position to continue from. Empty where nothing was stored.</returns>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitor as it is defined now.</exception>
    public static IReadOnlyDictionary<string, long> LoadWithoutEntities(IStateStore store, MonitorRuntime runtime) => Load(store, runtime, restore: null);

    private static IReadOnlyDictionary<string, long> Load(IStateStore store, MonitorRuntime runtime, Action<EntityMonitor>? restore)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(runtime);
        using StoredMonitor? stored = store.Load(runtime.Plans.Definition.Name);
        if (stored is null)
        {
            return new Dictionary<string, long>();
        }

        runtime.Restore(stored.Progress);
        var plans = new Dictionary<int, MonitorPlan>();
        foreach (StoredPlan storedPlan in stored.Plans)
        {
            MonitorPlan plan = PlanOf(runtime.Plans, storedPlan);
            plan.Cohort = storedPlan.Cohort is null ? null : plan.MakeResident(storedPlan.Cohort);
            plans.Add(storedPlan.Id, plan);
        }

        if (restore is not null)
        {
            foreach (StoredEntity entity in stored.Entities)
            {
                restore(Restore(plans[entity.PlanId], entity));
            }
        }

        return stored.Positions;
    }

    /// <summary>The plan that a stored one is now.</summary>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitor as it is defined now.</exception>
    internal static MonitorPlan PlanOf(PlanSet plans, StoredPlan stored)
    {
        MonitorPlan plan = plans.For(stored.Schema);
        if (plan.Compatibility != stored.Compatibility)
        {
            throw new InvalidDataException(
                $"Monitor {plans.Definition.Name} was stored with other features, window, model, score or training.historyRows than its file has now. "
                + "Give the changed monitor a new name, or start with a new data folder.");
        }

        return plan;
    }

    internal static EntityMonitor Restore(MonitorPlan plan, StoredEntity stored)
    {
        EntityMonitor monitor = EntityMonitor.Restore(plan, stored.Key, stored.State);
        foreach (StoredPage page in stored.Pages)
        {
            ReadOnlySpan<byte> rows = HistoryPage.Read(page.Rows, out long time);
            monitor.History.RestorePage(page.Number, page.Excluded, MemoryMarshal.Cast<byte, float>(rows), time);
        }

        monitor.CompleteRestore();
        if (stored.Model is not null)
        {
            monitor.Promote(stored.Model);
        }

        return monitor;
    }
}
