using System.Globalization;

namespace StreamAe.Benchmarks.Quality;

/// <summary>Tables for people, on standard output.</summary>
internal static class QualityTable
{
    private const int NameWidth = 20;

    public static void Print(SetReport report)
    {
        Console.WriteLine();
        string leftOut = report.LeftOutRows > 0 ? $" ({Count(report.LeftOutRows)} not scored, in no figure)" : "";
        Console.WriteLine(
            $"{report.Set.Name}: {report.Entities} entities, {Count(report.TestRows)} test rows{leftOut}, {report.Seeds} seeds, false alarms asked {Rate(report.AskedRate)}");
        Console.WriteLine(
            $"{"",-NameWidth} {"AP",6} {"VUS-PR",6} {"ROC",6} {"F1",6} {"alerts/day",10} {"delay rows",10} {"found",6} {"false alarms: median entity",27} {"mean",8}");
        Line("ours", report.Ours);
        foreach (MethodQuality line in report.Variants.Concat(report.Peers))
        {
            Line(line.Method, line.Quality);
        }
    }

    /// <summary>The macro average over sets, of all methods.</summary>
    public static void PrintMean(IReadOnlyList<SetReport> reports)
    {
        Console.WriteLine();
        Console.WriteLine($"mean of {string.Join(", ", reports.Select(r => r.Set.Name))}");
        Console.WriteLine($"{"",-NameWidth} {"AP",6} {"VUS-PR",6} {"ROC",6} {"F1",6}");
        ShortLine("ours", SetQuality.MeanOf([.. reports.Select(r => r.Ours)]));
        IEnumerable<MethodQuality> others = reports.SelectMany(r => r.Variants.Concat(r.Peers));
        foreach (IGrouping<string, MethodQuality> method in others.GroupBy(m => m.Method, StringComparer.Ordinal))
        {
            ShortLine(method.Key, SetQuality.MeanOf([.. method.Select(m => m.Quality)]));
        }
    }

    public static void Print(Nab.NabReport report)
    {
        Console.WriteLine();
        Console.WriteLine($"nab: {report.Series} series, {report.Ours[0][0].Windows} windows, {report.Ours.Count} seeds, judged online from the first row by {report.MonitorFile}");
        Console.WriteLine($"{"",-NameWidth} {"standard",9} {"low FP",9} {"low FN",9}  windows found at the best threshold of each");
        NabLine("ours", report.Ours);
        NabLine("no data", [report.Control]);
        NabLine("no alert", [report.Null]);
    }

    private static void NabLine(string name, IReadOnlyList<IReadOnlyList<Nab.NabResult>> bySeed)
    {
        IEnumerable<int> profiles = Enumerable.Range(0, Nab.NabProfile.All.Count);
        string scores = string.Concat(profiles.Select(p => $" {Fixed(bySeed.Average(r => r[p].Score), "0.00"),9}"));
        string found = string.Join(", ", profiles.Select(p => $"{Fixed(bySeed.Average(r => r[p].Found), "0.#")} of {bySeed[0][p].Windows}"));
        Console.WriteLine($"{name,-NameWidth}{scores}  {found}");
    }

    private static void Line(string name, SetQuality q) => Console.WriteLine(
        $"{name,-NameWidth} {Share(q.AveragePrecision),6} {Share(q.VusPr),6} {Share(q.RocAuc),6} {Share(q.F1),6} {Fixed(q.AlertsPerDay, "0.0"),10} {Fixed(q.Delay, "0.#"),10} {Share(q.Found),6} {Rate(q.FalseAlarmMedian),27} {Rate(q.FalseAlarmMean),8}");

    private static void ShortLine(string name, SetQuality q) => Console.WriteLine(
        $"{name,-NameWidth} {Share(q.AveragePrecision),6} {Share(q.VusPr),6} {Share(q.RocAuc),6} {Share(q.F1),6}");

    private static string Share(double? value) => Fixed(value, "0.000");

    private static string Rate(double? value) => Fixed(value, "0.#####");

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Fixed(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
