using StreamAe.Benchmarks.Quality.Nab;

namespace StreamAe.Benchmarks.Quality;

/// <summary>The figures as rows of the benchmarks' one shape.</summary>
internal static class QualityRows
{
    private static readonly (string Name, Func<SetQuality, double?> Figure)[] Detection =
    [
        ("ap", q => q.AveragePrecision),
        ("vusPr", q => q.VusPr),
        ("rocAuc", q => q.RocAuc),
        ("f1", q => q.F1),
    ];

    private static readonly string[] MeanFigures = ["ap", "vusPr", "f1"];

    public static IEnumerable<BenchmarkRow> Of(SetReport report, int threads)
    {
        string shape = $"mean of {report.Entities} entities, {report.Seeds} seeds";
        foreach ((string name, Func<SetQuality, double?> figure) in Detection)
        {
            yield return Row($"quality.{report.Set.Name}.{name}", figure(report.Ours), report.BestPeer(figure), threads, shape);
        }

        string rateShape = $"share of normal rows over the threshold; asked {report.AskedRate:0.#####}, {report.Seeds} seeds";
        string best = string.Join(", ", report.Peers.Select(p => $"{p.Method} {p.Quality.FalseAlarmMean / report.AskedRate:0.#}"));
        yield return Plain(
            RatioName(report.Set), "×", report.Ours.FalseAlarmMean / report.AskedRate, threads, $"realised ÷ asked, mean entity; 1 is right; peers: {best}");
        yield return Plain(MedianName(report.Set), "share", report.Ours.FalseAlarmMedian, threads, rateShape);
    }

    /// <param name="reports">Of the four sets.</param>
    public static IEnumerable<BenchmarkRow> OfMean(IReadOnlyList<SetReport> reports, int threads)
    {
        var ours = SetQuality.MeanOf([.. reports.Select(r => r.Ours)]);
        foreach (string name in MeanFigures)
        {
            Func<SetQuality, double?> figure = Detection.First(d => d.Name == name).Figure;
            (string Method, double Value)? best = reports[0].Peers
                .Select((peer, i) => (peer.Method, Value: figure(SetQuality.MeanOf([.. reports.Select(r => r.Peers[i].Quality)]))))
                .Where(p => p.Value is not null)
                .Select(p => ((string, double)?)(p.Method, p.Value!.Value))
                .MaxBy(p => p!.Value.Item2);
            yield return Row($"quality.mean4.{name}", figure(ours), best, threads, $"mean of {string.Join(", ", reports.Select(r => r.Set.Name))}");
        }
    }

    public static IEnumerable<BenchmarkRow> Of(NabReport report, int threads)
    {
        for (int p = 0; p < NabProfile.All.Count; p++)
        {
            double found = report.Ours.Average(r => r[p].Found);
            yield return BenchmarkRow.Against(
                NabName(NabProfile.All[p]),
                "score",
                report.Ours.Average(r => r[p].Score),
                report.Control[p].Score,
                threads,
                FormattableString.Invariant($"{report.Series} series, {report.Ours.Count} seeds, {found:0.#} of {report.Ours[0][p].Windows} windows found; peer = an alert every {NabControl.AlertEvery} rows, no data looked at"));
        }
    }

    /// <summary>Every row that the set would have had.</summary>
    public static IEnumerable<BenchmarkRow> Missing(QualitySet set, int threads, string why)
    {
        if (set.IsStreamed)
        {
            return NabProfile.All.Select(profile => BenchmarkRow.Missing(NabName(profile), "score", threads, why));
        }

        return
        [
            .. Detection.Select(d => BenchmarkRow.Missing($"quality.{set.Name}.{d.Name}", "share", threads, why)),
            BenchmarkRow.Missing(RatioName(set), "×", threads, why),
            BenchmarkRow.Missing(MedianName(set), "share", threads, why),
        ];
    }

    public static IEnumerable<BenchmarkRow> MissingMean(int threads, string why) =>
        MeanFigures.Select(name => BenchmarkRow.Missing($"quality.mean4.{name}", "share", threads, why));

    private static string RatioName(QualitySet set) => $"quality.falseAlarmRatio.{set.Name}";

    private static string MedianName(QualitySet set) => $"quality.falseAlarm.{set.Name}.medianEntity";

    private static string NabName(NabProfile profile) => $"quality.nab.{profile.Name}";

    private static BenchmarkRow Row(string name, double? value, (string Method, double Value)? best, int threads, string shape) => (value, best) switch
    {
        (null, _) => BenchmarkRow.Missing(name, "share", threads, "undefined: no entity has both normal and anomalous rows"),
        (double v, null) => BenchmarkRow.Plain(name, "share", v, threads, shape),
        (double v, (string Method, double Value) b) => BenchmarkRow.Against(name, "share", v, b.Value, threads, $"{shape}; peer = {b.Method}, the best of {Peers.Peer.All.Count}"),
    };

    private static BenchmarkRow Plain(string name, string unit, double? value, int threads, string note) =>
        value is double v ? BenchmarkRow.Plain(name, unit, v, threads, note) : BenchmarkRow.Missing(name, unit, threads, "undefined: no normal row");
}
