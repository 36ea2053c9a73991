using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Replaying;

/// <summary>Counts verdicts, and when which entity had its first and last.</summary>
internal sealed class VerdictTally
{
    private readonly Dictionary<(bool IsCohort, int Version), long> _models = [];
    private readonly Dictionary<int, (long First, long Last)> _spans = [];

    public long Rows { get; private set; }

    public long Scored { get; private set; }

    public long Anomalous { get; private set; }

    public int Entities => _spans.Count;

    /// <summary>Event times; the first is after the last where there was none.</summary>
    public (long First, long Last) Span { get; private set; } = (long.MaxValue, long.MinValue);

    public IReadOnlyList<ReplayedModel> Models =>
    [
        .. _models.OrderBy(m => m.Key).Select(m => new ReplayedModel(m.Key.IsCohort ? "cohort" : "own", m.Key.Version, m.Value)),
    ];

    public void Add(Poll poll)
    {
        foreach (ref readonly Verdict verdict in poll.Verdicts)
        {
            Rows++;
            Anomalous += verdict.IsAnomalous ? 1 : 0;
            if (verdict.IsScored)
            {
                Scored++;
                (bool, int) model = ((verdict.Flags & VerdictFlags.Provisional) != 0, verdict.ModelVersion);
                _models[model] = _models.GetValueOrDefault(model) + 1;
            }

            long time = verdict.EventTime;
            (long first, long last) = _spans.GetValueOrDefault(verdict.Entity, (long.MaxValue, long.MinValue));
            _spans[verdict.Entity] = (Math.Min(first, time), Math.Max(last, time));
            Span = (Math.Min(Span.First, time), Math.Max(Span.Last, time));
        }
    }

    public bool Covers(int entity, long time) => _spans.TryGetValue(entity, out (long First, long Last) span) && time >= span.First && time <= span.Last;
}
