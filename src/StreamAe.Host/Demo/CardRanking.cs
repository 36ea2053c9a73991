using StreamAe.Monitoring.Simulation;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Demo;

/// <summary>
/// What comes of looking at the <see cref="Budget"/> most suspicious cards of each day: by the monitor, and by the one-line rule (amount ÷ the card's own
/// mean) on the same payments. Whole simulated days count, from <see cref="SettlingDays"/> after the first payment that a model judged, so
/// that the rule knows its means. An incident is a card's frauds of one kind no more than <see cref="GapDays"/> days apart. One thread.
/// </summary>
internal sealed class CardRanking(int cards)
{
    public const int Budget = 10;
    public const int SettlingDays = 7;
    private const int GapDays = 4;

    private readonly OwnMeanRule _rule = new(cards);
    private readonly Dictionary<int, Incident> _incidents = [];

    /// <summary>The cards misused on this day, and whether that leaves a trace.</summary>
    private readonly Dictionary<int, bool> _misused = [];
    private long _day = long.MinValue;
    private long _from = long.MaxValue;
    private long _possible;
    private long _frauds;
    private long _detectable;

    public DailyRanking Monitor { get; } = new();

    public DailyRanking Rule { get; } = new();

    /// <summary>Whole days that count.</summary>
    public long Days { get; private set; }

    /// <summary>Incidents that leave a trace, begun on days that count.</summary>
    public long Incidents { get; private set; }

    /// <summary>The best precision there is at the budget: cards misused in a way that leaves a trace, over the cards looked at.</summary>
    public double? BestPrecision => Days == 0 ? null : (double)_possible / (Days * Budget);

    /// <summary>Share of the fraudulent payments that leave a trace.</summary>
    public double? DetectableShare => _frauds == 0 ? null : (double)_detectable / _frauds;

    /// <summary>Takes the next payment of the stream.</summary>
    public void Add(in SimulatedEvent sent, float amount, in Verdict verdict)
    {
        long day = sent.EventTime / TimeSpan.TicksPerDay;
        if (day != _day)
        {
            EndDay();
            _day = day;
        }

        if (verdict.IsScored && _from == long.MaxValue)
        {
            _from = day + SettlingDays;
        }

        Rule.Add(sent.Entity, _rule.Score(sent.Entity, amount), sent.EventTime);
        Monitor.Add(sent.Entity, verdict.Surprise, sent.EventTime);
        if (sent.Label == 1 && day >= _from)
        {
            AddFraud(sent, day);
        }
    }

    private void AddFraud(in SimulatedEvent sent, long day)
    {
        bool isDetectable = sent.Kind != AnomalyKind.FraudStealth;
        _frauds++;
        _detectable += isDetectable ? 1 : 0;
        _misused[sent.Entity] = isDetectable || _misused.GetValueOrDefault(sent.Entity);
        if (!isDetectable)
        {
            return;
        }

        if (!_incidents.TryGetValue(sent.Entity, out Incident? incident) || incident.Kind != sent.Kind || day - incident.LastDay > GapDays)
        {
            _incidents[sent.Entity] = incident = new Incident(sent.Kind, sent.EventTime);
            Incidents++;
        }

        incident.LastDay = day;
    }

    private void EndDay()
    {
        if (_day < _from)
        {
            Monitor.Clear();
            Rule.Clear();
            return;
        }

        Days++;
        _possible += Math.Min(Budget, _misused.Count(m => m.Value));
        Look(Monitor, incident => incident.SeenByMonitor, incident => incident.SeenByMonitor = true);
        Look(Rule, incident => incident.SeenByRule, incident => incident.SeenByRule = true);
        _misused.Clear();
    }

    private void Look(DailyRanking ranking, Func<Incident, bool> wasSeen, Action<Incident> see)
    {
        foreach ((int card, long time) in ranking.EndDay(Budget, _misused.ContainsKey))
        {
            if (_incidents.TryGetValue(card, out Incident? incident) && incident.LastDay == _day && time >= incident.Start && !wasSeen(incident))
            {
                see(incident);
                ranking.Delays.Add(time - incident.Start);
            }
        }
    }

    private sealed class Incident(AnomalyKind kind, long start)
    {
        public AnomalyKind Kind { get; } = kind;

        public long Start { get; } = start;

        public long LastDay { get; set; }

        public bool SeenByMonitor { get; set; }

        public bool SeenByRule { get; set; }
    }
}
