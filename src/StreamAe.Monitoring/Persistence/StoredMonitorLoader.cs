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
        PlanSet plans = runtime.Plans;
        using StoredMonitor? stored = store.Load(plans.Definition.Name);
        if (stored is null)
        {
            return new Dictionary<string, long>();
        }

        CohortOrigin origin = StoredPlans.Learn(plans, stored);
        runtime.Restore(StoredPlans.ProgressOf(plans, stored, origin), origin);
        if (restore is not null)
        {
            foreach (StoredEntity entity in stored.Entities)
            {
                restore(Restore(plans, entity));
            }
        }

        return stored.Positions;
    }

    /// <summary>An entity as it is stored. Where the monitor was edited since, it is of the plan whose model judges it.</summary>
    /// <param name="plans">Knows the plans of the stored monitor, see <see cref="StoredPlans.Learn"/>.</param>
    /// <exception cref="InvalidDataException">What is stored is damaged, or of a plan that is not known.</exception>
    internal static EntityMonitor Restore(PlanSet plans, StoredEntity stored)
    {
        MonitorPlan plan = plans.Find(EntityMonitor.ReadPlans(stored.State).Plan) ?? throw new InvalidDataException(
            $"Entity {stored.Key} of monitor {plans.Definition.Name} was stored with other features, window or model than the monitor's file has now, and "
            + "how it was defined then is not known. Give the changed monitor a new name, or start with a new data folder.");
        EntityMonitor monitor = EntityMonitor.Restore(plan, stored.Key, stored.State, plans.Find);
        foreach (StoredPage page in stored.Pages)
        {
            ReadOnlySpan<byte> rows = HistoryPage.Read(page.Rows, out long time, out ulong identity);
            if (ReferenceEquals(plans.Find(identity), plan))
            {
                monitor.History.RestorePage(page.Number, page.Excluded, MemoryMarshal.Cast<byte, float>(rows), time);
            }
        }

        monitor.CompleteRestore();
        if (stored.Model is not null)
        {
            monitor.Adopt(stored.Model, plans.Find);
        }

        return plans.IsFormer(plan) ? monitor.SplitOff() : monitor;
    }
}
