namespace StreamAe.Monitoring.Backtesting;

/// <summary>The overall figures: counts and seconds are sums, detection figures are means over the entities that have them.</summary>
internal static class BacktestSummary
{
    public static BacktestFigures Of(IReadOnlyList<EntityFigures> entities) => new(
        entities.Sum(e => e.Rows),
        entities.Sum(e => e.UnscoredRows),
        entities.Any(e => e.AnomalousRows is not null) ? entities.Sum(e => e.AnomalousRows ?? 0) : null,
        Mean(entities, e => e.RocAuc),
        Mean(entities, e => e.AveragePrecision),
        Mean(entities, e => e.BestF1),
        Mean(entities, e => e.F1),
        Mean(entities, e => e.Precision),
        Mean(entities, e => e.Recall),
        Mean(entities, e => e.VusPr),
        Mean(entities, e => e.FalseAlarmRate),
        entities.Sum(e => e.Alerts),
        Mean(entities, e => e.AlertsPerDay),
        entities.Sum(e => e.TrainSeconds),
        Mean(entities, e => e.ScoreRowsPerSecond),
        new BaselineFigures(
            Mean(entities, e => e.Baselines.MeanSquaredZ),
            Mean(entities, e => e.Baselines.PrincipalComponents)));

    private static double? Mean(IEnumerable<EntityFigures> entities, Func<EntityFigures, double?> figure)
    {
        double[] present = [.. entities.Select(figure).OfType<double>()];
        return present.Length == 0 ? null : present.Average();
    }

    private static DetectionFigures? Mean(IReadOnlyList<EntityFigures> entities, Func<EntityFigures, DetectionFigures?> baseline) =>
        entities.All(e => baseline(e) is null)
            ? null
            : new DetectionFigures(
                Mean(entities, e => baseline(e)?.RocAuc),
                Mean(entities, e => baseline(e)?.AveragePrecision),
                Mean(entities, e => baseline(e)?.BestF1),
                Mean(entities, e => baseline(e)?.F1),
                Mean(entities, e => baseline(e)?.Precision),
                Mean(entities, e => baseline(e)?.Recall),
                Mean(entities, e => baseline(e)?.VusPr));
}
