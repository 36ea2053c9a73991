using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Thresholds.Previews;

namespace StreamAe.Host.Commands.Operating;

/// <summary>A preview for a person: counts, alerts a day as bars, and the alerts that change.</summary>
internal static class PreviewTable
{
    private const int BarWidth = 40;

    // Of more days the newest are shown.
    private const int MostDays = 31;

    public static void Print(IAnsiConsole console, PreviewReport report, MonitorDefinition definition, ThresholdRule proposed, AlertDefinition alert)
    {
        double days = Math.Max(1.0 / 86_400, EventTime.ToSeconds(report.To - report.From) / 86_400);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{definition.Name}: {report.Rows:N0} scores of {report.Entities:N0} entities, {Time(report.From)} to {Time(report.To)}"));
        Table counts = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("now").RightAligned())
            .AddColumn(new TableColumn("proposed").RightAligned());
        counts.AddRow("threshold", definition.Threshold.Rule.ToString(), proposed.ToString());
        counts.AddRow("alert", PolicyOf(definition.Alert), PolicyOf(alert));
        Add(counts, "anomalous rows", report.Now.Anomalous, report.Proposed.Anomalous);
        Add(counts, "alerts", report.Now.Alerts, report.Proposed.Alerts);
        Add(counts, "entities with alerts", report.Now.Entities, report.Proposed.Entities);
        counts.AddRow("alerts an entity and day", Rate(report.Now.Alerts), Rate(report.Proposed.Alerts));
        console.Write(counts);
        PrintDays(console, report.Days);
        PrintAlerts(console, "would be new", report.New, report.Proposed.Alerts - report.Now.Alerts);
        PrintAlerts(console, "would be gone", report.Gone, report.Now.Alerts - report.Proposed.Alerts);
        if (report.MostChanged.Count > 0)
        {
            console.WriteLine("most changed: " + string.Join(", ", report.MostChanged.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Entity} {e.Now:N0} → {e.Proposed:N0}"))));
        }

        string Rate(long alerts) => (alerts / (days * report.Entities)).ToString("0.####", CultureInfo.InvariantCulture);
    }

    private static void PrintDays(IAnsiConsole console, IReadOnlyList<PreviewDay> days)
    {
        if (days.Count == 0)
        {
            return;
        }

        long most = days.Max(d => Math.Max(d.Now, d.Proposed));
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("day", "which").AddColumn(new TableColumn("count").RightAligned()).AddColumn("bar");
        foreach (PreviewDay day in days.Skip(Math.Max(0, days.Count - MostDays)))
        {
            table.AddRow(new Text(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), new Text("now"), Count(day.Now), Bar(day.Now, Color.Grey));
            table.AddRow(new Text(""), new Text("proposed"), Count(day.Proposed), Bar(day.Proposed, Color.Blue));
        }

        console.Write(table);

        Text Bar(long count, Color color) => new(new string('█', (int)Math.Ceiling((double)count / most * BarWidth)), new Style(color));
    }

    /// <param name="atLeast">So many are there, whether shown or not.</param>
    private static void PrintAlerts(IAnsiConsole console, string what, IReadOnlyList<PreviewedAlert> alerts, long atLeast)
    {
        if (alerts.Count == 0)
        {
            return;
        }

        console.WriteLine(atLeast > alerts.Count ? string.Create(CultureInfo.InvariantCulture, $"{what}, the first {alerts.Count} of at least {atLeast:N0}:") : $"{what}:");
        foreach (PreviewedAlert alert in alerts)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {Time(alert.EventTime)}  {alert.Entity}  surprise {alert.Surprise:0.0}, score {alert.Score:G4}"));
        }
    }

    private static string PolicyOf(AlertDefinition alert) =>
        string.Create(CultureInfo.InvariantCulture, $"{alert.M} of {alert.N}{(alert.Cooldown > TimeSpan.Zero ? $", then {alert.Cooldown:g} of quiet" : "")}");

    private static void Add(Table table, string what, long now, long proposed) =>
        table.AddRow(new Text(what), Count(now), Count(proposed));

    private static Text Count(long count) => new(count.ToString("N0", CultureInfo.InvariantCulture));

    private static string Time(long eventTime) => EventTime.ToUtc(eventTime).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
