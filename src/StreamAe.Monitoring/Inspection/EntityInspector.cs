using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Inspection;

/// <summary>
/// Looks at entities of one monitor as they are stored, beside the runtime that may be changing them: it has plans of its own, so that nothing
/// the runtime holds is touched, and an entity is the same whichever process has it in memory. Safe for concurrent use.
/// </summary>
/// <param name="running">The runtime's plans: which there are, and the models of their cohorts.</param>
public sealed class EntityInspector(PlanSet running, IStateStore store)
{
    private readonly Lock _gate = new();
    private readonly PlanSet _plans = new(running.Definition);

    /// <summary>Looks at an entity as its last commit left it.</summary>
    /// <param name="look">Keeps nothing of what it is given.</param>
    /// <returns>Null where nothing is stored of it.</returns>
    /// <exception cref="InvalidDataException">What is stored of it is damaged, or of a plan that the runtime does not know.</exception>
    public T? Look<T>(string key, Func<EntityMonitor, T?> look)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(look);
        if (store.Find(running.Definition.Name, [key])[0] is not StoredEntity stored)
        {
            return null;
        }

        lock (_gate)
        {
            Follow();
            EntityMonitor entity = StoredMonitorLoader.Restore(_plans, stored);
            try
            {
                return look(entity);
            }
            finally
            {
                entity.Leave();
            }
        }
    }

    /// <summary>Learns what plans and cohorts' models there are by now.</summary>
    private void Follow()
    {
        if (!ReferenceEquals(_plans.Overrides, running.Overrides))
        {
            _plans.Overrides = running.Overrides;
        }

        foreach (MonitorPlan plan in running.All)
        {
            Follow(_plans.For(plan.Schema), plan);
        }

        foreach (MonitorPlan plan in running.Former)
        {
            Follow(_plans.Find(plan.Identity) ?? _plans.Know(plan.Identity, new MonitorPlan(plan.Definition, plan.Schema)), plan);
        }
    }

    private static void Follow(MonitorPlan own, MonitorPlan plan)
    {
        ResidentModel? before = own.Cohort;
        if (plan.Cohort?.Model is EntityModel model && !ReferenceEquals(before?.Model, model))
        {
            own.Cohort = own.MakeResident(model);
            before?.Retire();
        }
    }
}
