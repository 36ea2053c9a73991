namespace StreamAe.Host.Demo;

/// <summary>The entities of a day by the highest score that one of their events had, and what came of looking at the first of them.</summary>
internal sealed class DailyRanking
{
    private readonly Dictionary<int, (float Score, long Time)> _highest = [];

    /// <summary>Entities looked at so far.</summary>
    public long Looked { get; private set; }

    /// <summary>Of those, on a day on which there was fraud.</summary>
    public long Right { get; private set; }

    /// <summary>Incidents of which one day was looked at, and how long after their beginning the event was that led there, ticks.</summary>
    public List<long> Delays { get; } = [];

    public double? Precision => Looked == 0 ? null : (double)Right / Looked;

    public TimeSpan? MedianDelay => Delays.Count == 0 ? null : TimeSpan.FromTicks(Delays.Order().ElementAt(Delays.Count / 2));

    /// <param name="score">Higher is stranger; NaN says nothing.</param>
    public void Add(int entity, float score, long eventTime)
    {
        if (!float.IsNaN(score) && (!_highest.TryGetValue(entity, out (float Score, long Time) highest) || score > highest.Score))
        {
            _highest[entity] = (score, eventTime);
        }
    }

    /// <summary>Ends the day: the entities looked at, with the event that led there.</summary>
    /// <param name="isRight">Whether there was fraud that day.</param>
    public List<(int Entity, long Time)> EndDay(int budget, Func<int, bool> isRight)
    {
        // Equal scores are told apart by the entity's number, so that a run repeats itself.
        List<(int Entity, long Time)> first =
            [.. _highest.OrderByDescending(h => h.Value.Score).ThenBy(h => h.Key).Take(budget).Select(h => (h.Key, h.Value.Time))];
        Looked += first.Count;
        Right += first.Count(f => isRight(f.Entity));
        _highest.Clear();
        return first;
    }

    /// <summary>Forgets a day that does not count.</summary>
    public void Clear() => _highest.Clear();
}
