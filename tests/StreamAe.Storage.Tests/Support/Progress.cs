using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Storage.Tests.Support;

internal static class Progress
{
    /// <summary>Observations that the stored entities have seen, taken in or refused: equals the stored position where no row is bad.</summary>
    public static long SumOf(StoredMonitor stored)
    {
        var plans = new PlanSet(TestMonitor.Definition);
        return stored.Entities
            .Select(e => EntityMonitor.Restore(plans.For(stored.Plans.Single(p => p.Id == e.PlanId).Schema), e.Key, e.State))
            .Sum(e => e.Observations + e.Rejected);
    }
}
