using StreamAe.Monitoring.Operations;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Rows of a history by event time. Of each page the time of the first row is kept, and no other: what is asked for by time is found in
/// whole pages, so that up to <see cref="RowHistory.PageRows"/> − 1 rows on either side go with it.
/// </summary>
internal static class MarkedRows
{
    /// <summary>Keeps the rows of a time out of training, or takes them back in.</summary>
    /// <param name="newest">Event time of the newest row.</param>
    /// <returns>How many they are.</returns>
    public static int Apply(RowHistory history, MarkBody mark, long newest)
    {
        int rows = 0;
        long first = history.End - history.Count;
        for (long begin = first; begin < history.End;)
        {
            long end = Math.Min(history.End, begin - (begin % RowHistory.PageRows) + RowHistory.PageRows);
            long time = history.PageTime(begin);
            bool reaches = end < history.End ? history.PageTime(end) > mark.From : newest >= mark.From;
            if (time != RowHistory.NoTime && time < mark.To && reaches)
            {
                rows += (int)(end - begin);
                for (long number = begin; number < end; number++)
                {
                    history.Mark(number, mark.Exclude);
                }
            }

            begin = end;
        }

        return rows;
    }

    /// <summary>How many of the newest rows lie in pages that begin after a time; late rows that were accepted may be among them.</summary>
    public static int After(RowHistory history, long time)
    {
        long first = history.End - history.Count;
        long begin = history.End;
        while (begin > first)
        {
            long page = Math.Max(first, begin - 1 - ((begin - 1) % RowHistory.PageRows));
            if (history.PageTime(page) <= time)
            {
                break;
            }

            begin = page;
        }

        return (int)(history.End - begin);
    }
}
