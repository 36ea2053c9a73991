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
            if (score.Ranking is CardRanking ranking)
            {
                PrintRanking(console, ranking);
            }

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

    private static void PrintRanking(IAnsiConsole console, CardRanking ranking)
    {
        if (ranking.Days == 0)
        {
            console.MarkupLine(
                $"too short to rank cards: whole days count from {CardRanking.SettlingDays} days after the first that a model judged");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn(string.Create(
            CultureInfo.InvariantCulture, $"the {CardRanking.Budget} most suspicious cards of each of {ranking.Days:N0} days"));
        foreach (string column in (string[])["misused that day", $"incidents seen of {ranking.Incidents:N0}", "median time to it"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach ((string name, DailyRanking daily) in ((string, DailyRanking)[])[("monitor", ranking.Monitor), ("amount ÷ the card's own mean", ranking.Rule)])
        {
            double? seen = ranking.Incidents == 0 ? null : (double)daily.Delays.Count / ranking.Incidents;
            table.AddRow(name, Percent(daily.Precision), Percent(seen), daily.MedianDelay is TimeSpan delay ? Duration(delay) : "–");
        }

        table.AddRow($"ceiling ({Percent(ranking.DetectableShare)} of the frauds leave a trace)", Percent(ranking.BestPrecision), "100.0 %", "–");
        console.Write(table);
    }

    private static string Percent(double? share) => share?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "–";

    private static string Duration(TimeSpan value) =>
        value < TimeSpan.FromHours(2) ? $"{value.TotalMinutes:0} min" : $"{value.TotalHours:0.0} h";
}
