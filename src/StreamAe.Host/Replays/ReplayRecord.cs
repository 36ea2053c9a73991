using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Replays;

/// <summary>Takes in the polls of a replay, and holds them against what the store recorded.</summary>
/// <param name="reportedFrom">By source: what lies before is the warm-up.</param>
internal sealed class ReplayRecord(IReplayStore store, PlanSet plans, ReplayFiles files, IReadOnlyDictionary<string, long> reportedFrom)
{
    private readonly VerdictTally _tally = new();
    private readonly HashSet<string> _alerts = new(StringComparer.Ordinal);
    private readonly ScoreComparison? _scores =
        store.ReadScores(plans.Definition.Name, long.MinValue, long.MaxValue).Any() ? new ScoreComparison() : null;

    /// <summary>Called with every poll in order, on one thread at a time.</summary>
    public void Observe(Poll poll)
    {
        // A poll lies on one side of the range's beginning.
        if (poll.Batch.Count == 0 || poll.Batch.Positions[0] < reportedFrom[poll.Source])
        {
            return;
        }

        files.Write(poll);
        _tally.Add(poll);
        _scores?.Add(poll);
        foreach (Alert alert in poll.Parts.SelectMany(p => p.Alerts))
        {
            _alerts.Add(alert.Id);
        }
    }

    /// <summary>Fills in the report what was seen. Call once, at the end.</summary>
    public ReplayReport Summarize(ReplayReport report)
    {
        (long first, long last) = _tally.Span;
        return report with
        {
            Rows = _tally.Rows,
            Entities = _tally.Entities,
            Scored = _tally.Scored,
            Anomalous = _tally.Anomalous,
            Alerts = _alerts.Count,
            ModelsUsed = _tally.Models,
            RecordedScores = _tally.Rows == 0 ? null : _scores?.Compare(store.ReadScores(plans.Definition.Name, first, Next(last)), NumberOf),
            RecordedAlerts = CompareAlerts(first, last),
        };
    }

    private ComparedAlerts CompareAlerts(long first, long last)
    {
        long agreeing = 0, onlyRecorded = 0;
        foreach (RecordedAlert alert in _tally.Rows == 0 ? [] : store.ReadAlerts(plans.Definition.Name, first, last))
        {
            if (_alerts.Contains(alert.Id))
            {
                agreeing++;
            }
            else if (_tally.Covers(NumberOf(alert.Entity), alert.EventTime))
            {
                onlyRecorded++;
            }
        }

        return new ComparedAlerts(agreeing, _alerts.Count - agreeing, onlyRecorded);
    }

    private int NumberOf(string entity) => plans.Directory.TryGet(entity, out int number) ? number : -1;

    private static long Next(long time) => time == long.MaxValue ? time : time + 1;
}
