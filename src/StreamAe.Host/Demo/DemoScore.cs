using System.Globalization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Demo;

/// <summary>
/// Compares committed verdicts with the labels the simulator injected. An incident is a run of labelled events of one entity, no further
/// apart than the gap given; it is detected by the first alert from its beginning until the gap after its last labelled event. An alert
/// outside every incident is false. The detector never sees any of this.
/// </summary>
internal sealed class DemoScore
{
    private const int KeptAlerts = 50;

    private readonly Lock _gate = new();
    private readonly PlanSet _plans;
    private readonly long _gap;
    private readonly float[] _values;
    private readonly Queue<Alert> _lastAlerts = new();
    private readonly SortedDictionary<AnomalyKind, IncidentScore> _kinds = [];
    private readonly SimulatedCursor _cursor;
    private Open[] _open = [];

    // By entity: observations refused so far, which the simulator numbers and the entity does not.
    private long[] _refused = [];

    public DemoScore(SimulatedStream stream, PlanSet plans, TimeSpan incidentGap)
    {
        _plans = plans;
        _gap = incidentGap.Ticks;
        _values = new float[stream.Schema.Count];
        _cursor = new SimulatedCursor(stream);
        Ranking = stream is CardStream ? new CardRanking(stream.Entities) : null;
    }

    /// <summary>Of cards; null for other streams.</summary>
    public CardRanking? Ranking { get; }

    public long Events { get; private set; }

    public long Alerts { get; private set; }

    public long TrueAlerts { get; private set; }

    public long ProvisionalAlerts { get; private set; }

    /// <summary>Models promoted, the cohort's included.</summary>
    public long Promotions { get; private set; }

    /// <summary>Trainings that ended, promoted or not.</summary>
    public long Trainings { get; private set; }

    /// <summary>Position after the last committed event, of earlier runs too.</summary>
    public long Position { get; private set; }

    /// <summary>Event time of the last committed event, ticks.</summary>
    public long EventTime { get; private set; }

    /// <summary>Committed events that were not the next of their entity, by the simulator's own numbers: lost or doubled ones before them.</summary>
    public long OutOfSequence { get; private set; }

    public double? Precision => Alerts == 0 ? null : (double)TrueAlerts / Alerts;

    /// <summary>Goes on where earlier runs ended.</summary>
    public void Continue(long position) => Position = position;

    /// <summary>Takes over what a restored entity had refused before.</summary>
    public void Continue(string entity, long rejected)
    {
        EnsureEntities();
        _refused[_plans.Directory.GetOrAdd(entity)] = rejected;
    }

    /// <summary>Takes a committed poll; one thread.</summary>
    public void Observe(Poll poll)
    {
        lock (_gate)
        {
            Events += poll.Batch.Count;
            Position = poll.Batch.EndPosition;
            EventTime = poll.Batch.Count > 0 ? poll.Batch.EventTimes[^1] : EventTime;
            EnsureEntities();
            VerdictList verdicts = poll.Verdicts;
            for (int row = 0; row < verdicts.Count; row++)
            {
                // By its position: whatever way an event took, its labels did not come with it.
                _cursor.Position = verdicts[row].Position;
                SimulatedEvent sent = _cursor.Read(_values);
                CheckSequence(verdicts[row], sent.Sequence);
                Ranking?.Add(sent, _values[0], verdicts[row]);
                if (sent.Label == 1 || verdicts[row].IsAlert)
                {
                    Count(verdicts[row], sent);
                }
            }

            foreach (ShardPart part in poll.Parts)
            {
                Promotions += part.Promotions.Count;
                Trainings += part.Trainings.Count;
                foreach (Alert alert in part.Alerts)
                {
                    _lastAlerts.Enqueue(alert);
                }
            }

            Promotions += poll.CohortPromotion is null ? 0 : 1;
            while (_lastAlerts.Count > KeptAlerts)
            {
                _lastAlerts.Dequeue();
            }
        }
    }

    /// <summary>In one line, what looking at the most suspicious cards finds; null where there is nothing to say yet.</summary>
    public string? DescribeRanking()
    {
        lock (_gate)
        {
            return Ranking is { Days: > 0 } ranking
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"of the {CardRanking.Budget} most suspicious cards a day {ranking.Monitor.Precision:0.0 %} were misused; by amount ÷ own mean {ranking.Rule.Precision:0.0 %}; at best {ranking.BestPrecision:0.0 %}")
                : null;
        }
    }

    /// <summary>The newest alerts, newest first.</summary>
    public IReadOnlyList<Alert> LastAlerts(int count)
    {
        lock (_gate)
        {
            return [.. _lastAlerts.Reverse().Take(count)];
        }
    }

    /// <summary>By kind of injected anomaly, those seen so far.</summary>
    public IReadOnlyDictionary<AnomalyKind, IncidentScore> Kinds
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<AnomalyKind, IncidentScore>(_kinds);
            }
        }
    }

    private void EnsureEntities()
    {
        if (_open.Length < _plans.Directory.Count)
        {
            Array.Resize(ref _open, _plans.Directory.Count);
            Array.Resize(ref _refused, _plans.Directory.Count);
        }
    }

    private void CheckSequence(in Verdict verdict, long sent)
    {
        OutOfSequence += verdict.Sequence + _refused[verdict.Entity] == sent ? 0 : 1;
        _refused[verdict.Entity] += verdict.Flags.HasFlag(VerdictFlags.Rejected) ? 1 : 0;
    }

    private void Count(in Verdict verdict, in SimulatedEvent sent)
    {
        ref Open open = ref _open[verdict.Entity];
        if (sent.Label == 1)
        {
            if (open.Kind == AnomalyKind.None || verdict.EventTime - open.Last > _gap)
            {
                open = new Open { Kind = sent.Kind, Start = verdict.EventTime };
                KindOf(sent.Kind).Incidents++;
            }

            open.Last = verdict.EventTime;
        }

        if (!verdict.IsAlert)
        {
            return;
        }

        Alerts++;
        ProvisionalAlerts += verdict.Flags.HasFlag(VerdictFlags.Provisional) ? 1 : 0;
        if (open.Kind != AnomalyKind.None && verdict.EventTime - open.Last <= _gap)
        {
            TrueAlerts++;
            if (!open.IsDetected)
            {
                open.IsDetected = true;
                KindOf(open.Kind).Detected++;
                KindOf(open.Kind).Delays.Add(verdict.EventTime - open.Start);
            }
        }
    }

    private IncidentScore KindOf(AnomalyKind kind)
    {
        if (!_kinds.TryGetValue(kind, out IncidentScore? score))
        {
            _kinds.Add(kind, score = new IncidentScore());
        }

        return score;
    }

    /// <summary>The incident an entity is in, or was in last.</summary>
    private struct Open
    {
        public AnomalyKind Kind;
        public long Start;
        public long Last;
        public bool IsDetected;
    }
}
