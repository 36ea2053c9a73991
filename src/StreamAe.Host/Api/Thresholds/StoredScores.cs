using StreamAe.Host.Api.Running;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>The stored scores of the newest days of a monitor, by its own time.</summary>
internal static class StoredScores
{
    private const double UsualDays = 7;
    private const double MostDays = 3660;

    /// <param name="days">Null for a week.</param>
    /// <exception cref="ApiProblem">It is no number of days.</exception>
    public static IEnumerable<StoredScore> Read(OperatedService service, OperatedMonitor monitor, string? entity, double? days, CancellationToken cancellationToken)
    {
        double span = days ?? UsualDays;
        if (span is not (> 0 and <= MostDays))
        {
            throw ApiProblem.Invalid("days", $"must be above 0 and at most {MostDays}, not {span}");
        }

        long? newest = monitor.Totals.Summarize().NewestEventTime;
        long from = newest is long time ? time - (long)(span * TimeSpan.TicksPerDay) : long.MinValue;
        return Cancellable(service.Operators.ReadScores(monitor.Name, from, long.MaxValue, entity), cancellationToken);
    }

    private static IEnumerable<StoredScore> Cancellable(IEnumerable<StoredScore> scores, CancellationToken cancellationToken)
    {
        foreach (StoredScore score in scores)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return score;
        }
    }
}
