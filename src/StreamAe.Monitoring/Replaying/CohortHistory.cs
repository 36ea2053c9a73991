using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Replaying;

/// <summary>Which model of the cohort judged where.</summary>
internal sealed class CohortHistory
{
    private readonly Dictionary<(MonitorPlan Plan, string Source), CohortStart[]> _starts;

    /// <param name="plans">By the ids of the store.</param>
    public CohortHistory(IEnumerable<CohortStart> starts, IReadOnlyDictionary<int, MonitorPlan> plans) =>
        _starts = starts.GroupBy(s => (plans[s.PlanId], s.Source)).ToDictionary(g => g.Key, g => g.OrderBy(s => s.FromPosition).ToArray());

    /// <summary>Null where none judged.</summary>
    public CohortStart? At(MonitorPlan plan, string source, long position) =>
        _starts.TryGetValue((plan, source), out CohortStart[]? starts) ? Array.FindLast(starts, s => s.FromPosition <= position) : null;
}
