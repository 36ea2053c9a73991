using System.Runtime.InteropServices;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>Puts what a store holds of a monitor back into a runtime that has not started.</summary>
public static class StoredMonitorLoader
{
    /// <returns>By source name: the position to continue from. Empty where nothing was stored.</returns>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitor as it is defined now.</exception>
    public static IReadOnlyDictionary<string, long> Load(IStateStore store, LocalRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(runtime);
        string name = runtime.Plans.Definition.Name;
        if (store.Load(name) is not StoredMonitor stored)
        {
            return new Dictionary<string, long>();
        }

        runtime.Restore(stored.Progress);
        var plans = new Dictionary<int, MonitorPlan>();
        foreach (StoredPlan storedPlan in stored.Plans)
        {
            MonitorPlan plan = runtime.Plans.For(storedPlan.Schema);
            if (plan.Compatibility != storedPlan.Compatibility)
            {
                throw new InvalidDataException(
                    $"Monitor {name} was stored with other features, window, model, score or training.historyRows than its file has now. "
                    + "Give the changed monitor a new name, or start with a new data folder.");
            }

            plan.Cohort = storedPlan.Cohort is null ? null : plan.MakeResident(storedPlan.Cohort);
            plans.Add(storedPlan.Id, plan);
        }

        foreach (StoredEntity entity in stored.Entities)
        {
            runtime.Restore(Restore(plans[entity.PlanId], entity));
        }

        return stored.Positions;
    }

    private static EntityMonitor Restore(MonitorPlan plan, StoredEntity stored)
    {
        EntityMonitor monitor = EntityMonitor.Restore(plan, stored.Key, stored.State);
        foreach (StoredPage page in stored.Pages)
        {
            monitor.History.RestorePage(page.Number, page.Excluded, MemoryMarshal.Cast<byte, float>(page.Rows));
        }

        monitor.CompleteRestore();
        if (stored.Model is not null)
        {
            monitor.Promote(stored.Model);
        }

        return monitor;
    }
}
