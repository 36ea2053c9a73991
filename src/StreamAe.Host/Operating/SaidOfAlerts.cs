using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Operating;

/// <summary>What was said last of each alert, by its id.</summary>
internal static class SaidOfAlerts
{
    /// <summary>Of so many of the newest requests: what was said before them is history.</summary>
    private const int MostRequests = 10_000;

    /// <param name="most">Of so many of the newest requests.</param>
    public static IReadOnlyDictionary<string, RequestRecord> Read(IRequestStore store, string monitor, int most = MostRequests)
    {
        var said = new Dictionary<string, RequestRecord>(StringComparer.Ordinal);
        foreach (RequestRecord record in store.ReadRequests(monitor, most))
        {
            // Newest first: the first that is met is the last that was said.
            if (record.Request.Kind == OperatorRequestKind.Feedback)
            {
                said.TryAdd(record.Request.ReadFeedback().Alert, record);
            }
        }

        return said;
    }
}
