using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// The newest rows of a cohort's members, about <c>cohort.maxRows</c> in all and as many of each member; where there are more members than
/// rows to share, of those whose keys hash lowest, so that any order of the same members gives the same rows. Memory: the rows a member
/// adds are bounded by what would be its share if no more came, which makes maxRows · ln(members) at most.
/// </summary>
internal sealed class CohortSample(MonitorPlan plan)
{
    private readonly int _maxRows = plan.Definition.Cohort.MaxRows;
    private readonly int _maxMembers = Math.Max(1, plan.Definition.Cohort.MaxRows / plan.SpanRows);
    private readonly PriorityQueue<Member, ulong> _members = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
    private int _count;

    /// <summary>Event time of the newest row.</summary>
    public long Through { get; private set; } = long.MinValue;

    /// <summary>Members that still depend on the cohort's model.</summary>
    public int WithoutModel { get; private set; }

    private int RowsEach => Math.Max(plan.SpanRows, (_maxRows + _count - 1) / Math.Max(1, _count));

    /// <param name="entities">Any order; those of other plans are passed over.</param>
    public static CohortSample Of(MonitorPlan plan, IEnumerable<EntityMonitor> entities)
    {
        var sample = new CohortSample(plan);
        foreach (EntityMonitor entity in entities)
        {
            sample.Add(entity);
        }

        return sample;
    }

    /// <summary>Takes an entity in, if it is of the plan; nothing of it is kept.</summary>
    public void Add(EntityMonitor member)
    {
        if (!ReferenceEquals(member.Plan, plan))
        {
            return;
        }

        Add(member.Key, member.LastEventTime, member.Own is not null, member.History.Copy);
    }

    /// <summary>Takes a member of the plan in.</summary>
    /// <param name="newestRows">Its newest rows, so many or all it has; called at most once, within this call.</param>
    public void Add(string key, long lastEventTime, bool hasModel, Func<int, (float[] Rows, bool[] Excluded)> newestRows)
    {
        _count++;
        Through = Math.Max(Through, lastEventTime);
        WithoutModel += hasModel ? 0 : 1;
        ulong place = StableHash.Of(key, plan.Definition.Training.Seed);
        if (_members.Count == _maxMembers)
        {
            _members.TryPeek(out _, out ulong last);
            if (place >= last)
            {
                return;
            }

            _members.Dequeue();
        }

        (float[] rows, bool[] excluded) = newestRows(RowsEach);
        _members.Enqueue(new Member(key, rows, excluded), place);
    }

    /// <summary>By key.</summary>
    public List<TrainingSegment> ToSegments()
    {
        int each = RowsEach;
        return
        [
            .. _members.UnorderedItems.Select(m => m.Element).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m =>
            {
                int skipped = Math.Max(0, m.Excluded.Length - each);
                return skipped == 0
                    ? new TrainingSegment(m.Rows, m.Excluded)
                    : new TrainingSegment(m.Rows[(skipped * plan.Encoder.Count)..], m.Excluded[skipped..]);
            }),
        ];
    }

    private sealed record Member(string Key, float[] Rows, bool[] Excluded);
}
