using StreamAe.Host.Api.Alerts;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Operating;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Entities;

/// <summary>The scores of one entity over time, with what happened meanwhile.</summary>
internal static class EntityScores
{
    private const int UsualPoints = 2000;
    private const int MostPoints = 100_000;

    /// <summary>Where no beginning is asked for: the newest so many rows, by the usual interval.</summary>
    private const double UsualRows = 5000;
    private const int MostAlerts = 1000;

    public static ScoresView Read(
        OperatedService service, OperatedMonitor monitor, string key, DateTimeOffset? from, DateTimeOffset? to, int? points, CancellationToken cancellationToken)
    {
        int most = Limits.Of(points, "points", UsualPoints, MostPoints);
        EntityFigures figures = monitor.Inspector(service.Store).Look(key, e => e.Inspect()) ?? throw OperatedService.NoEntity(monitor, key);
        long end = to is DateTimeOffset until ? Figures.Ticks(until) : long.MaxValue;
        long begin = from is DateTimeOffset since ? Figures.Ticks(since) : UsualBegin(figures);
        var scores = new List<StoredScore>();
        foreach (StoredScore score in service.Operators.ReadScores(monitor.Name, begin, end, key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            scores.Add(score);
        }

        long rows = scores.Count;
        scores = ScoreSeries.Thin(scores, Math.Max(2, most));
        IReadOnlyDictionary<string, RequestRecord> said = SaidOfAlerts.Read(service.Operators, monitor.Name);
        return new ScoresView(
            [.. scores.Select(s => Figures.Milliseconds(s.EventTime))],
            [.. scores.Select(s => Figures.Finite(s.Surprise))],
            [.. scores.Select(s => Figures.Finite(s.Score))],
            rows,
            service.KeepsScores,
            figures.Threshold is null ? null : ThresholdInForceView.Of(figures.Threshold),
            [
                .. service.Operators.FindAlerts(monitor.Name, key, MostAlerts)
                    .Where(a => a.EventTime >= begin && a.EventTime < end)
                    .Select(a => AlertView.Of(a, SaidView.Of(said, a.Id))),
            ],
            [
                .. service.Operators.ReadVersions(monitor.Name, key)
                    .Where(v => v is { FromSequence: not null, TrainedThrough: not null })
                    .Select(v => new VersionStart(
                        Figures.Milliseconds(v.TrainedThrough!.Value), v.Version, v.Origin == ModelOrigin.Own ? "own" : "cohort")),
            ]);
    }

    private static long UsualBegin(EntityFigures figures) => figures is { LastEventTime: long last, UsualInterval: > 0 and float interval }
        ? last - (long)Math.Min(UsualRows * interval * TimeSpan.TicksPerSecond, last)
        : long.MinValue;
}
