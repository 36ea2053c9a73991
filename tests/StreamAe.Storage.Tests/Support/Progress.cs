using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Tests.Support;

internal static class Progress
{
    /// <summary>Observations that the stored entities have seen, taken in or refused: equals the stored position where no row is bad.</summary>
    public static long SumOf(StoredMonitor stored)
    {
        return stored.Entities.Select(e => EntityMonitor.ReadCounts(e.State)).Sum(counts => counts.Observations + counts.Rejected);
    }
}
