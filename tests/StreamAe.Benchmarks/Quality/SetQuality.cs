namespace StreamAe.Benchmarks.Quality;

/// <summary>The figures of one detector on a set: means over entities, and over seeds. Null where no entity has one.</summary>
/// <param name="AlertsPerDay">Of an entity.</param>
/// <param name="Delay">Median over the segments that were found, in rows.</param>
/// <param name="Found">Share of all segments with an alert inside.</param>
/// <param name="FalseAlarmMedian">Share of normal rows over the threshold, of the median entity.</param>
/// <param name="FalseAlarmMean">The same, mean over entities: what a few entities that shifted do to it shows beside the median.</param>
internal sealed record SetQuality(
    double? AveragePrecision,
    double? VusPr,
    double? RocAuc,
    double? F1,
    double? AlertsPerDay,
    double? Delay,
    double? Found,
    double? FalseAlarmMedian,
    double? FalseAlarmMean)
{
    /// <param name="days">Of each entity's test; null where times are no times.</param>
    public static SetQuality OverEntities(IReadOnlyList<EntityQuality> entities, IReadOnlyList<double>? days, bool isOrdered)
    {
        int?[] delays = isOrdered ? [.. entities.SelectMany(e => e.Delays)] : [];
        return new SetQuality(
            Mean(entities.Select(e => e.AveragePrecision)),
            Mean(entities.Select(e => e.VusPr)),
            Mean(entities.Select(e => e.RocAuc)),
            Mean(entities.Select(e => e.F1)),
            days is null ? null : Mean(entities.Zip(days, (e, d) => d > 0 ? e.Alerts / d : (double?)null)),
            Median(delays.Select(d => (double?)d)),
            delays.Length == 0 ? null : (double)delays.Count(d => d is not null) / delays.Length,
            Median(entities.Select(e => e.FalseAlarmRate)),
            Mean(entities.Select(e => e.FalseAlarmRate)));
    }

    /// <summary>Each figure's mean over those that have it.</summary>
    public static SetQuality MeanOf(IReadOnlyList<SetQuality> all) => new(
        Mean(all.Select(q => q.AveragePrecision)),
        Mean(all.Select(q => q.VusPr)),
        Mean(all.Select(q => q.RocAuc)),
        Mean(all.Select(q => q.F1)),
        Mean(all.Select(q => q.AlertsPerDay)),
        Mean(all.Select(q => q.Delay)),
        Mean(all.Select(q => q.Found)),
        Mean(all.Select(q => q.FalseAlarmMedian)),
        Mean(all.Select(q => q.FalseAlarmMean)));

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] present = [.. values.OfType<double>()];
        return present.Length == 0 ? null : present.Average();
    }

    private static double? Median(IEnumerable<double?> values)
    {
        double[] present = [.. values.OfType<double>().Order()];
        int middle = present.Length / 2;
        return present.Length == 0 ? null : present.Length % 2 == 1 ? present[middle] : (present[middle - 1] + present[middle]) / 2;
    }
}
