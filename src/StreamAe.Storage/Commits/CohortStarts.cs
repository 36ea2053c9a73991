using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Commits;

/// <summary>
/// From which position of each source on which cohort's model judges, as far as it was written: a poll mostly changes nothing of it. After a
/// restart the present one is written once more.
/// </summary>
internal sealed class CohortStarts
{
    private readonly Dictionary<(MonitorPlan Plan, string Source), EntityModel> _written = [];
    private readonly List<(long Position, EntityModel Model)> _changes = [];

    /// <summary>After a failure: what was taken for written may not be in the store.</summary>
    public void Clear() => _written.Clear();

    /// <summary>What the poll changes, in order; taken for written from now on. Valid until the next call.</summary>
    public IReadOnlyList<(long Position, EntityModel Model)> Take(Poll poll)
    {
        _changes.Clear();
        (MonitorPlan, string) place = (poll.Plan, poll.Source);
        if (poll.CohortAtStart is EntityModel atStart
            && poll.Batch.Count > 0
            && !(_written.TryGetValue(place, out EntityModel? before) && ReferenceEquals(before, atStart)))
        {
            Add(poll.Batch.Positions[0], atStart);
        }

        foreach (ModelPromotion promotion in poll.CohortPromotions)
        {
            Add(promotion.FromPosition, promotion.Model);
        }

        return _changes;

        void Add(long position, EntityModel model)
        {
            _changes.Add((position, model));
            _written[place] = model;
        }
    }
}
