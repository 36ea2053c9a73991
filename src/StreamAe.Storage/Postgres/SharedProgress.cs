using System.Collections.Concurrent;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// What this process adds to the progress of monitors that other processes advance too. A poll says how many observations its runtime has
/// seen in all, with those that it found in the store; what counts is the difference from the poll before. Of a poll that is passed over
/// nothing counts.
/// </summary>
internal sealed class SharedProgress
{
    private readonly ConcurrentDictionary<string, long> _loaded = [];

    // By monitor: the runtime, which its directory stands for, and what it had seen at the last durable poll.
    private readonly Dictionary<string, (EntityDirectory Runtime, long Observations)> _durable = [];
    private readonly Dictionary<string, (EntityDirectory Runtime, long Observations)> _seen = [];

    public Dictionary<long, MonitorProgress> Changes { get; } = [];

    /// <summary>A runtime may begin from what was just read.</summary>
    public void Loaded(string monitor, long observations) => _loaded[monitor] = observations;

    /// <param name="row">Of the monitor.</param>
    /// <param name="counts">False where the poll is passed over.</param>
    public void Add(long row, Poll poll, bool counts)
    {
        string monitor = poll.Plans.Definition.Name;
        EntityDirectory runtime = poll.Plans.Directory;
        MonitorProgress progress = poll.Progress;
        if (!_seen.TryGetValue(monitor, out (EntityDirectory Runtime, long Observations) before) && !_durable.TryGetValue(monitor, out before)
            || !ReferenceEquals(before.Runtime, runtime))
        {
            before = (runtime, _loaded.GetValueOrDefault(monitor));
        }

        _seen[monitor] = (runtime, progress.Observations);
        if (counts)
        {
            MonitorProgress sum = Changes.GetValueOrDefault(row);
            Changes[row] = new MonitorProgress(
                sum.Observations + Math.Max(0, progress.Observations - before.Observations),
                Math.Max(sum.NextCohortTraining, progress.NextCohortTraining),
                Math.Max(sum.CohortVersion, progress.CohortVersion));
        }
    }

    /// <summary>The polls that were added are durable.</summary>
    public void Accept()
    {
        foreach ((string monitor, (EntityDirectory, long) seen) in _seen)
        {
            _durable[monitor] = seen;
        }

        Forget();
    }

    /// <summary>The polls that were added will come again.</summary>
    public void Forget()
    {
        _seen.Clear();
        Changes.Clear();
    }
}
