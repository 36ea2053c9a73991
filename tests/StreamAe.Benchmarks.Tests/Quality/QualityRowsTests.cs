using StreamAe.Benchmarks.Quality;

namespace StreamAe.Benchmarks.Tests.Quality;

public sealed class QualityRowsTests
{
    [Fact]
    public void Of_Set_ComparesWithTheBestPeerOfEachFigure()
    {
        BenchmarkRow[] rows = [.. QualityRows.Of(Report("smd", 0.6, 0.2, 0.3), threads: 2)];
        Assert.Equal(
            ["quality.smd.ap", "quality.smd.vusPr", "quality.smd.rocAuc", "quality.smd.f1", "quality.falseAlarmRatio.smd", "quality.falseAlarm.smd.medianEntity"],
            rows.Select(r => r.Name));
        Assert.Equal((0.6, 0.3, 2.0), (rows[0].Value!.Value, rows[0].Peer!.Value, rows[0].Ratio!.Value));
        Assert.Contains("peer = second", rows[0].Note, StringComparison.Ordinal);

        // The second peer has the best average precision, the first the best VUS-PR.
        Assert.Contains("peer = first", rows[1].Note, StringComparison.Ordinal);
        Assert.Equal(5, rows[4].Value!.Value, 1e-9);
        Assert.Equal(0.002, rows[5].Value);
        Assert.All(rows, r => Assert.Equal(2, r.Threads));
    }

    [Fact]
    public void OfMean_BestPeer_IsBestOnAverageNotSetBySet()
    {
        // Set by set the best peers have .5 and .6; on average the first has .35 and the second .4.
        BenchmarkRow row = QualityRows.OfMean([Report("smd", 0.6, 0.5, 0.2), Report("asd", 0.4, 0.2, 0.6)], threads: 1).First();
        Assert.Equal("quality.mean4.ap", row.Name);
        Assert.Equal(0.5, row.Value!.Value, 1e-12);
        Assert.Equal(0.4, row.Peer!.Value, 1e-12);
        Assert.Contains("peer = second", row.Note, StringComparison.Ordinal);
        Assert.Equal(["quality.mean4.ap", "quality.mean4.vusPr", "quality.mean4.f1"], QualityRows.MissingMean(1, "why").Select(r => r.Name));
    }

    [Fact]
    public void Of_UndefinedFigure_IsARowWithItsReason()
    {
        SetReport report = Report("smd", 0.6, 0.2, 0.3) with { Ours = Quality(null, null, null) };
        Assert.All(QualityRows.Of(report, threads: 1), row => Assert.Null(row.Value));
    }

    /// <summary>VUS-PR is 1 − average precision; realised false alarms are five times what was asked.</summary>
    private static SetReport Report(string set, double ours, double first, double second) => new(
        QualitySet.All.Single(s => s.Name == set),
        Entities: 3,
        TestRows: 100,
        LeftOutRows: 0,
        Seeds: 1,
        AskedRate: 0.001,
        Quality(ours, 0.002, 0.005),
        [new MethodQuality("first", Quality(first, 0, 0)), new MethodQuality("second", Quality(second, 0, 0))],
        []);

    private static SetQuality Quality(double? averagePrecision, double? falseAlarmMedian, double? falseAlarmMean) =>
        new(averagePrecision, 1 - averagePrecision, averagePrecision, averagePrecision, null, null, null, falseAlarmMedian, falseAlarmMean);
}
