using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Replaying;

namespace StreamAe.Host.Commands;

/// <summary>A replay's report for a person.</summary>
internal static class ReplayTable
{
    public static void Print(IAnsiConsole console, ReplayReport report, string folder)
    {
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("what").AddColumn(new TableColumn("count").RightAligned()).AddColumn("more");
        Add(table, "messages", report.Messages, $"and {Number(report.WarmUpMessages)} before, to warm up");
        Add(table, "rows", report.Rows, $"of {Number(report.Entities)} entities");
        Add(table, "scored", report.Scored, string.Join(", ", report.ModelsUsed.Select(m => $"{m.Origin} {m.Version}: {Number(m.Rows)}")));
        Add(table, "anomalous", report.Anomalous, string.Empty);
        ComparedAlerts alerts = report.RecordedAlerts;
        Add(
            table,
            "alerts",
            report.Alerts,
            $"{Number(alerts.Agreeing)} as recorded, {Number(alerts.OnlyReplayed)} only here, {Number(alerts.OnlyRecorded)} only recorded");
        if (report.RecordedScores is ComparedScores scores)
        {
            Add(table, "scores as recorded", scores.Agreeing, $"{Number(scores.Differing)} differ, {Number(scores.NotRecorded)} are not recorded");
        }

        Add(
            table,
            "dead letters",
            report.DeadLetters.Values.Sum(),
            string.Join(", ", report.DeadLetters.Select(d => $"{d.Key}: {Number(d.Value)}")));
        console.Write(table);
        foreach (string warning in report.Warnings)
        {
            console.WriteLine($"note: {warning}");
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}, in {report.Seconds:0.0} s, scored by {report.Compute}"));
    }

    private static void Add(Table table, string what, long count, string more) => table.AddRow(new Text(what), new Text(Number(count)), new Text(more));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
