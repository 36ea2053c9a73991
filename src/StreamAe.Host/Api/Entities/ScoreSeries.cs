using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Entities;

/// <summary>Thins a series of scores so that no peak is lost: of each bucket of rows the lowest and the highest stay.</summary>
internal static class ScoreSeries
{
    /// <param name="points">Most points, at least 2.</param>
    public static List<StoredScore> Thin(List<StoredScore> scores, int points)
    {
        if (scores.Count <= points)
        {
            return scores;
        }

        var kept = new List<StoredScore>(points);
        int buckets = points / 2;
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            int begin = (int)((long)scores.Count * bucket / buckets), end = (int)((long)scores.Count * (bucket + 1) / buckets);
            int low = begin, high = begin;
            for (int i = begin + 1; i < end; i++)
            {
                low = scores[i].Surprise < scores[low].Surprise ? i : low;
                high = scores[i].Surprise > scores[high].Surprise ? i : high;
            }

            kept.Add(scores[Math.Min(low, high)]);
            if (low != high)
            {
                kept.Add(scores[Math.Max(low, high)]);
            }
        }

        return kept;
    }
}
