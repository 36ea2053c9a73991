using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Persistence;

/// <summary>Tells which plan of a monitor a stored one is now: one that it still has, or one from before it was edited.</summary>
public static class StoredPlans
{
    /// <summary>The plan that a stored one is; one from before the monitor was edited is made as it was. The set knows it then.</summary>
    /// <exception cref="InvalidDataException">It is another's, and how that was defined was not kept or means something else by now.</exception>
    public static MonitorPlan Of(PlanSet plans, StoredPlan stored)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(stored);
        ulong identity = MonitorPlan.IdentityOf(stored.Compatibility);
        return plans.Find(identity) ?? plans.Know(identity, Bind(plans, stored) ?? throw new InvalidDataException(
            $"Monitor {plans.Definition.Name} was stored with other features, window, model, score or training.historyRows than its file has now, by a "
            + "version of the program that did not keep how it was defined, or read it differently. Put the file back, give the changed monitor a new "
            + "name, or start with a new data folder."));
    }

    /// <summary>Makes the plans of a stored monitor known, with the models of their cohorts.</summary>
    /// <returns>Where the trainings of the cohort begin to count.</returns>
    /// <exception cref="InvalidDataException">What is stored does not fit the monitor as it is defined now.</exception>
    public static CohortOrigin Learn(PlanSet plans, StoredMonitor stored)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(stored);
        CohortOrigin? origin = null;
        foreach (StoredPlan plan in stored.Plans)
        {
            MonitorPlan now = Of(plans, plan);
            TakeCohort(plans, now, plan);
            origin ??= plans.IsFormer(now) ? null : plan.Origin;
        }

        foreach (StoredPlan plan in stored.Former)
        {
            // Perhaps no entity is left that needs it: one that does will say so.
            if (plans.Find(MonitorPlan.IdentityOf(plan.Compatibility)) is not null || Bind(plans, plan) is not null)
            {
                TakeCohort(plans, Of(plans, plan), plan);
            }
        }

        return origin ?? new CohortOrigin(stored.Progress.Observations, stored.Progress.CohortVersion);
    }

    /// <summary>The progress that a monitor goes on from: after an edit its cohort waits for rows as the first one did.</summary>
    public static MonitorProgress ProgressOf(PlanSet plans, StoredMonitor stored, CohortOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(stored);
        bool hasNoneSince = origin.Observations > 0 && stored.Progress.CohortVersion <= origin.Version;
        return hasNoneSince
            ? stored.Progress with { NextCohortTraining = origin.Observations + plans.Definition.Cohort.MinRows }
            : stored.Progress;
    }

    /// <summary>A runtime that was restored, and has not begun, finds its monitor edited since the store saw it.</summary>
    public static bool WasEdited(MonitorRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        return runtime.Plans.Former.Any() && runtime.Origin.Observations == runtime.Progress.Observations;
    }

    private static void TakeCohort(PlanSet plans, MonitorPlan plan, StoredPlan stored)
    {
        // Who trains the cohort has a newer one than the store, perhaps.
        if (plan.Cohort is null && stored.Cohort is not null && ReferenceEquals(plans.Find(stored.Cohort.Plan), plan))
        {
            plan.Cohort = plan.MakeResident(stored.Cohort);
        }
    }

    private static MonitorPlan? Bind(PlanSet plans, StoredPlan stored)
    {
        MonitorDefinition now = plans.Definition;
        MonitorPlan? current = Bind(now, stored.Schema);
        if (current?.Compatibility == stored.Compatibility)
        {
            return plans.For(stored.Schema);
        }

        MonitorDefinition? before = stored.Definition is null ? null : MonitorFile.Parse(new StringReader(stored.Definition), now.Name).Definition;
        if (before is null)
        {
            return null;
        }

        // Thresholds and alerts are those of today where nothing that is stored depends on them.
        MonitorPlan? former = new[] { before with { Threshold = now.Threshold, Alert = now.Alert }, before }
            .Select(definition => Bind(definition, stored.Schema))
            .FirstOrDefault(plan => plan?.Compatibility == stored.Compatibility);
        return former;
    }

    private static MonitorPlan? Bind(MonitorDefinition definition, Schema schema)
    {
        try
        {
            return new MonitorPlan(definition, schema);
        }
        catch (ArgumentException)
        {
            // Of other channels.
            return null;
        }
    }
}
