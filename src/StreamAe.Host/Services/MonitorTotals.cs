using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;

namespace StreamAe.Host.Services;

/// <summary>What one monitor did since the start, from its committed polls. Written by the committer's thread, read by any.</summary>
internal sealed class MonitorTotals(string monitor, string source)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly long[] _trainings = new long[Enum.GetValues<TrainingVerdict>().Length];
    private long _events;
    private long _totalEvents;
    private long _alerts;
    private long _models;
    private long _newest = long.MinValue;

    public string Monitor => monitor;

    /// <summary>Of the configuration. Set while nothing runs.</summary>
    public string Source { get; set; } = source;

    /// <summary>Takes over what the store held.</summary>
    public void Restore(long totalEvents, IReadOnlyDictionary<string, long> positions)
    {
        lock (_gate)
        {
            _totalEvents = totalEvents;
            foreach ((string name, long position) in positions)
            {
                _positions[name] = position;
            }
        }
    }

    /// <summary>Counts a committed poll.</summary>
    public void Observe(Poll poll)
    {
        lock (_gate)
        {
            _events += poll.Batch.Count;
            _totalEvents = poll.Progress.Observations;
            _positions[poll.Source] = poll.Batch.EndPosition;
            if (poll.Batch.Count > 0)
            {
                _newest = Math.Max(_newest, poll.Batch.EventTimes[^1]);
            }

            _models += poll.CohortPromotion is null ? 0 : 1;
            foreach (ShardPart part in poll.Parts)
            {
                _alerts += part.Alerts.Count;
                _models += part.Promotions.Count;
                foreach (TrainingEvent training in part.Trainings)
                {
                    _trainings[(int)training.Result.Verdict]++;
                }
            }
        }
    }

    public MonitorSummary Summarize()
    {
        lock (_gate)
        {
            return new MonitorSummary(
                monitor,
                Source,
                _events,
                _totalEvents,
                _alerts,
                _models,
                _trainings.Sum(),
                _trainings[(int)TrainingVerdict.Failed] + _trainings[(int)TrainingVerdict.Diverged],
                new SortedDictionary<string, long>(_positions, StringComparer.Ordinal))
            {
                NewestEventTime = _newest == long.MinValue ? null : _newest,
            };
        }
    }
}
