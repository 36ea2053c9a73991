using StreamAe.Benchmarks.Quality;

namespace StreamAe.Benchmarks.Tests.Quality;

public sealed class SetQualityTests
{
    private static readonly byte[] Labels = [0, 1, 1, 0, 0, 0];

    [Fact]
    public void Of_Entity_CountsRowsAgainstTheirLabels()
    {
        // Of the two anomalous rows one is over the threshold, of the four normal ones also one; the alert comes after the segment.
        var judged = new JudgedRows();
        judged.Scores.AddRange([1, 2, 5, 4, 0, 0]);
        judged.Anomalous.AddRange([0, 0, 1, 1, 0, 0]);
        judged.Alerts.AddRange([0, 0, 0, 1, 0, 0]);
        var quality = EntityQuality.Of(judged, [.. Labels]);
        Assert.Equal((0.5, 0.25, 1), (quality.F1!.Value, quality.FalseAlarmRate!.Value, quality.Alerts));
        Assert.Equal((1 + (2.0 / 3)) / 2, quality.AveragePrecision!.Value, 1e-12);
        Assert.Equal(7.0 / 8, quality.RocAuc!.Value, 1e-12);
        Assert.Equal([null], quality.Delays);
    }

    [Fact]
    public void OverEntities_Figures_AreMeansAndMedians()
    {
        EntityQuality[] entities = [Entity(0.2, 6, 0.001, 4, null), Entity(0.4, 2, 0.002, 10, 7, 6), Entity(null, 0, 0.03)];
        var all = SetQuality.OverEntities(entities, [2, 1, 0], isOrdered: true);
        Assert.Equal(0.3, all.AveragePrecision!.Value, 1e-12);
        Assert.Equal(2.5, all.AlertsPerDay!.Value, 1e-12); // 3 and 2 a day; the third has no day
        Assert.Equal((6.5, 0.8, 0.002), (all.Delay!.Value, all.Found!.Value, all.FalseAlarmMedian!.Value));
        Assert.Equal(0.011, all.FalseAlarmMean!.Value, 1e-12);
    }

    [Fact]
    public void OverEntities_NoTimesOrNoOrder_GiveNoFigures()
    {
        var all = SetQuality.OverEntities([Entity(0.2, 6, 0.001, 4)], days: null, isOrdered: false);
        Assert.Equal((null, null, null), (all.AlertsPerDay, all.Delay, all.Found));
    }

    [Fact]
    public void MeanOf_MissingFigures_TakeNoPart()
    {
        var one = SetQuality.OverEntities([Entity(0.2, 6, 0.001)], days: null, isOrdered: true);
        var other = SetQuality.OverEntities([Entity(null, 6, 0.003)], days: null, isOrdered: true);
        var mean = SetQuality.MeanOf([one, other]);
        Assert.Equal((0.2, null), (mean.AveragePrecision, mean.Delay));
        Assert.Equal(0.002, mean.FalseAlarmMean!.Value, 1e-12);
    }

    private static EntityQuality Entity(double? averagePrecision, int alerts, double falseAlarmRate, params int?[] delays) =>
        new(averagePrecision, null, null, null, alerts, falseAlarmRate, delays);
}
