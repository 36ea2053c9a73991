using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Inspection;

/// <summary>
/// When held rows were. The history keeps the time of one row in eight; stored scores, where they are kept, have the others.
/// </summary>
public static class RowTimes
{
    /// <param name="first">Sequence of the first row.</param>
    /// <param name="pageTimes">[rows] of the first row of each one's page.</param>
    /// <param name="last">Event time of the last row.</param>
    /// <param name="scores">Of the entity, in order, of about that time; empty where none are kept.</param>
    /// <param name="surprises">[rows] of those rows that a stored score was found for; NaN else.</param>
    /// <param name="areExact">Every time is the row's own; else some lie evenly between the ones that are known.</param>
    /// <returns>[rows] ticks.</returns>
    public static long[] Of(
        long first, ReadOnlySpan<long> pageTimes, long last, IReadOnlyList<StoredScore> scores, out float[] surprises, out bool areExact)
    {
        int count = pageTimes.Length;
        long[] times = new long[count];
        surprises = new float[count];
        Array.Fill(surprises, float.NaN);
        areExact = true;
        for (int start = 0; start < count;)
        {
            int end = Math.Min(count, start + RowHistory.PageRows - (int)((first + start) % RowHistory.PageRows));
            long page = pageTimes[start], next = end < count ? pageTimes[end] : last;

            // Rows of the page before the first one asked for.
            int before = (int)((first + start) % RowHistory.PageRows);
            areExact &= TakeScored(page, before, end < count, next, scores, times.AsSpan(start..end), surprises.AsSpan(start..end))
                || Spread(page, before, end < count, next, times.AsSpan(start..end));
            start = end;
        }

        return times;
    }

    /// <summary>Times by scores: where as many as the page has rows lie between its first one and the next page's, all of its rows were scored.</summary>
    private static bool TakeScored(
        long page, int before, bool isWhole, long next, IReadOnlyList<StoredScore> scores, Span<long> times, Span<float> surprises)
    {
        int begin = FirstAt(scores, page);
        int last = begin + before + times.Length - 1;
        bool fits = begin < scores.Count && last < scores.Count && scores[begin].EventTime == page
            && (isWhole ? last + 1 < scores.Count && scores[last + 1].EventTime == next : scores[last].EventTime == next);
        for (int i = 0; fits && i < times.Length; i++)
        {
            StoredScore score = scores[begin + before + i];
            (times[i], surprises[i]) = (score.EventTime, score.Surprise);
        }

        return fits;
    }

    /// <summary>Evenly between the page's first row and the next's, or its own last.</summary>
    /// <returns>They are known nevertheless: the page is one row.</returns>
    private static bool Spread(long page, int before, bool isWhole, long next, Span<long> times)
    {
        int steps = before + times.Length - (isWhole ? 0 : 1);
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = steps == 0 || page == RowHistory.NoTime ? next : page + (long)((double)(next - page) * (before + i) / steps);
        }

        return steps == 0;
    }

    /// <summary>The first score that is not before a time, by which they are nearly in order: late rows are few.</summary>
    private static int FirstAt(IReadOnlyList<StoredScore> scores, long time)
    {
        int low = 0, high = scores.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (scores[middle].EventTime < time)
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
}
