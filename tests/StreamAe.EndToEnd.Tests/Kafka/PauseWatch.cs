using System.Diagnostics;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>How long nothing came at most, of anything and of any one entity.</summary>
internal sealed class PauseWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _seenAt = [];
    private long _anySeenAt = Stopwatch.GetTimestamp();
    private TimeSpan _longest;
    private TimeSpan _longestOfOne;

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_longest, _longestOfOne) = (TimeSpan.Zero, TimeSpan.Zero);
            _anySeenAt = Stopwatch.GetTimestamp();
            foreach (string entity in _seenAt.Keys)
            {
                _seenAt[entity] = _anySeenAt;
            }
        }
    }

    public void See(string entity)
    {
        lock (_gate)
        {
            long now = Stopwatch.GetTimestamp();
            _longest = Longer(_longest, Stopwatch.GetElapsedTime(_anySeenAt, now));
            if (_seenAt.TryGetValue(entity, out long before))
            {
                _longestOfOne = Longer(_longestOfOne, Stopwatch.GetElapsedTime(before, now));
            }

            (_anySeenAt, _seenAt[entity]) = (now, now);
        }
    }

    public (TimeSpan OfAll, TimeSpan OfOne) Longest()
    {
        lock (_gate)
        {
            return (_longest, _longestOfOne);
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
