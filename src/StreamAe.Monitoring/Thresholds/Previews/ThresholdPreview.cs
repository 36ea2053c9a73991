using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>
/// What another threshold or alert policy would have made of scores that are stored: both, the one in force and the proposed one, are played
/// over the same scores, so that they can be compared. Surprise stands for the score where a policy asks for a share of rows: as strict on
/// models that have been replaced meanwhile as on the present ones. Not played: a threshold that gives way to a shift (adaptation), a tail
/// that goes on learning (pot: its risk is taken of the calibrated tail), alert.peak, silences.
/// </summary>
public static class ThresholdPreview
{
    private const int MostChangedShown = 10;

    /// <param name="scores">Of one monitor, of each entity in order. Enumerated once, or twice where a robustZ is played.</param>
    public static PreviewReport Compute(Func<IEnumerable<StoredScore>> scores, PreviewRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(request);
        Dictionary<string, Entity> entities = new(StringComparer.Ordinal);
        if (NeedsSummaries(request))
        {
            foreach (StoredScore score in scores())
            {
                cancellationToken.ThrowIfCancellationRequested();
                EntityOf(entities, score.Entity, request).Summary.Add(score.Score);
            }

            foreach (Entity entity in entities.Values)
            {
                entity.Measured = entity.Summary.Measure();
            }
        }

        var played = new Played(request.Shown);
        foreach (StoredScore score in scores())
        {
            cancellationToken.ThrowIfCancellationRequested();
            played.Take(score, EntityOf(entities, score.Entity, request));
        }

        return played.Report(entities);
    }

    private static bool NeedsSummaries(PreviewRequest request) =>
        request.Proposed.Policy == ThresholdPolicy.RobustZ
        || request.Definition.Threshold.Rule.Policy == ThresholdPolicy.RobustZ
        || request.Overrides.All.Any(o => o.Policy == ThresholdRule.WordOf(ThresholdPolicy.RobustZ));

    private static Entity EntityOf(Dictionary<string, Entity> entities, string key, PreviewRequest request)
    {
        if (!entities.TryGetValue(key, out Entity? entity))
        {
            double unasked = 1 - new ThresholdDefinition().Quantile;

            // Of which cohort an entity is the scores do not tell; where a monitor has one, its override is the monitor's.
            ThresholdRule now = request.Overrides.For(key, cohort: string.Empty) ?? request.Definition.Threshold.Rule;
            entity = new Entity(
                key, new PreviewedPolicy(now, request.Definition.Alert, unasked), new PreviewedPolicy(request.Proposed, request.ProposedAlert, unasked));
            entities.Add(key, entity);
        }

        return entity;
    }

    private sealed class Entity(string key, PreviewedPolicy now, PreviewedPolicy proposed)
    {
        private EntityState _state = new();

        public string Key => key;

        public PreviewedPolicy Now => now;

        public PreviewedPolicy Proposed => proposed;

        public ScoreSummary Summary { get; } = new();

        public (float Median, float Deviation) Measured { get; set; }

        /// <summary>Seconds, as it is known live; rows without a score are not seen.</summary>
        public float IntervalAt(long eventTime)
        {
            UsualInterval.Update(ref _state, factor: 0, eventTime);
            _state.LastEventTime = Math.Max(_state.LastEventTime, eventTime);
            return _state.UsualInterval;
        }
    }

    private sealed class Played(int shown)
    {
        private readonly SortedDictionary<DateOnly, (long Now, long Proposed)> _days = [];
        private readonly List<PreviewedAlert> _new = [];
        private readonly List<PreviewedAlert> _gone = [];
        private long _rows;
        private long _from = long.MaxValue;
        private long _to = long.MinValue;

        public void Take(in StoredScore score, Entity entity)
        {
            _rows++;
            _from = Math.Min(_from, score.EventTime);
            _to = Math.Max(_to, score.EventTime);
            float interval = entity.IntervalAt(score.EventTime);
            bool now = entity.Now.Take(score, interval, entity.Measured);
            bool proposed = entity.Proposed.Take(score, interval, entity.Measured);
            if (now || proposed)
            {
                var day = DateOnly.FromDateTime(EventTime.ToUtc(score.EventTime));
                (long before, long after) = _days.GetValueOrDefault(day);
                _days[day] = (before + (now ? 1 : 0), after + (proposed ? 1 : 0));
            }

            if (now != proposed)
            {
                List<PreviewedAlert> changed = proposed ? _new : _gone;
                if (changed.Count < shown)
                {
                    changed.Add(new PreviewedAlert(entity.Key, score.EventTime, score.Surprise, score.Score));
                }
            }
        }

        public PreviewReport Report(Dictionary<string, Entity> entities) => new(
            _rows > 0 ? _from : 0,
            _rows > 0 ? _to : 0,
            _rows,
            entities.Count,
            CountsOf(entities, e => e.Now),
            CountsOf(entities, e => e.Proposed),
            [.. _days.Select(d => new PreviewDay(d.Key, d.Value.Now, d.Value.Proposed))],
            _new,
            _gone,
            [
                .. entities.Values
                    .Where(e => e.Now.Alerts != e.Proposed.Alerts)
                    .OrderByDescending(e => Math.Abs(e.Now.Alerts - e.Proposed.Alerts)).ThenBy(e => e.Key, StringComparer.Ordinal)
                    .Take(MostChangedShown)
                    .Select(e => new PreviewedEntity(e.Key, e.Now.Alerts, e.Proposed.Alerts)),
            ]);

        private static PreviewCounts CountsOf(Dictionary<string, Entity> entities, Func<Entity, PreviewedPolicy> side) => new(
            entities.Values.Sum(e => side(e).Anomalous),
            entities.Values.Sum(e => side(e).Alerts),
            entities.Values.Count(e => side(e).Alerts > 0));
    }
}
