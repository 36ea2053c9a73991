using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Replaying;

/// <summary>Holds a replay's scores against those that the store kept of the same events. Takes 24 bytes a scored row.</summary>
internal sealed class ScoreComparison
{
    /// <summary>What backends may differ by, relative to the score: see the invariant on equal verdicts.</summary>
    private const float Tolerance = 1e-5f;

    private readonly List<Scored> _scored = [];

    public void Add(Poll poll) => Add(poll.Verdicts.ToArray());

    public void Add(IEnumerable<Verdict> verdicts) =>
        _scored.AddRange(verdicts.Where(v => v.IsScored).Select(v => new Scored(v.Entity, v.EventTime, v.Score, v.Surprise)));

    /// <summary>Call once.</summary>
    /// <param name="recorded">Of the time of the replay; events that it did not have are passed over.</param>
    /// <param name="numberOf">An entity's number, or −1.</param>
    public ComparedScores Compare(IEnumerable<StoredScore> recorded, Func<string, int> numberOf)
    {
        // Stable: events of one entity at one time stay in order.
        Scored[] scored = [.. _scored.OrderBy(s => (s.Entity, s.EventTime))];
        var matched = new bool[scored.Length];
        long agreeing = 0, differing = 0;
        foreach (StoredScore stored in recorded)
        {
            int entity = numberOf(stored.Entity);
            int at = FirstAt(scored, entity, stored.EventTime);
            while (at < scored.Length && matched[at] && Is(scored[at], entity, stored.EventTime))
            {
                at++;
            }

            if (at == scored.Length || !Is(scored[at], entity, stored.EventTime))
            {
                continue;
            }

            matched[at] = true;
            bool agrees = AreEqual(scored[at].Score, stored.Score) && AreEqual(scored[at].Surprise, stored.Surprise);
            agreeing += agrees ? 1 : 0;
            differing += agrees ? 0 : 1;
        }

        return new ComparedScores(agreeing, differing, scored.Length - agreeing - differing);
    }

    private static bool Is(in Scored scored, int entity, long time) => scored.Entity == entity && scored.EventTime == time;

    private static bool AreEqual(float a, float b) => a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static int FirstAt(Scored[] scored, int entity, long time)
    {
        int low = 0, high = scored.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if ((scored[middle].Entity, scored[middle].EventTime).CompareTo((entity, time)) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private readonly record struct Scored(int Entity, long EventTime, float Score, float Surprise);
}
