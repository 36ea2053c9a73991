using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Demo;

/// <summary>What the demo says when it ends: how alerts and injected anomalies met, and whether any event was lost.</summary>
internal static class DemoReport
{
    /// <returns>True where no event was lost and none doubled.</returns>
    public static bool Print(
        IAnsiConsole console, DemoStream[] streams, IStateStore store, DemoOptions options, DeadLetterCounter deadLetters, TimeSpan elapsed)
    {
        bool isExact = true;
        console.MarkupLine($"[bold]Ran {elapsed.TotalSeconds:0.0} s[/]");
        foreach (DemoStream stream in streams)
        {
            DemoScore score = stream.Score;
            SequenceCheck check = SequenceCheck.Run(store, stream.Plans.Definition.Name, stream.Stream, score.Position);
            isExact &= check.IsExact && score.OutOfSequence == 0;
            console.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n[bold]{stream.Stream.Name}[/]: {score.Events:N0} events ({score.Events / elapsed.TotalSeconds:N0}/s), {score.Promotions:N0} models put in use, {score.Alerts:N0} alerts ({score.ProvisionalAlerts:N0} provisional), precision {Percent(score.Precision)}"));
            console.Write(Incidents(score));
            console.MarkupLine($"whole stream since its first start: {(check.IsExact ? "[green]" : "[red]")}{Markup.Escape(check.ToString())}[/]");
            if (score.OutOfSequence > 0)
            {
                console.MarkupLine($"[red]{score.OutOfSequence:N0} events of this run were not the next of their entity[/]");
            }
        }

        if (deadLetters.Total > 0)
        {
            console.MarkupLine($"[yellow]{deadLetters.Total:N0} dead letters[/]");
        }

        string next = options.UsesKafka ? KafkaDemoFolder.NextStart : "Start again to continue; delete the folder to begin anew.";
        console.MarkupLine($"Alerts: {Markup.Escape(options.AlertFile)}. {next}");
        return isExact;
    }

    private static Table Incidents(DemoScore score)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("injected");
        foreach (string column in (string[])["incidents", "detected", "recall", "median delay"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach ((AnomalyKind kind, IncidentScore incidents) in score.Kinds)
        {
            string declared = kind == AnomalyKind.FraudStealth ? " (declared undetectable)" : string.Empty;
            table.AddRow(
                kind + declared,
                incidents.Incidents.ToString("N0", CultureInfo.InvariantCulture),
                incidents.Detected.ToString("N0", CultureInfo.InvariantCulture),
                Percent(incidents.Recall),
                incidents.MedianDelay is TimeSpan delay ? Duration(delay) : "–");
        }

        return table;
    }

    private static string Percent(double? share) => share?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "–";

    private static string Duration(TimeSpan value) =>
        value < TimeSpan.FromHours(2) ? $"{value.TotalMinutes:0} min" : $"{value.TotalHours:0.0} h";
}
