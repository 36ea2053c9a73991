using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamAe.Host.Sinks;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Demo;

/// <summary>The live terminal view: throughput, entities, models, and the last alerts with what was wrong and what was expected.</summary>
internal sealed class DemoView(IAnsiConsole console, DemoStream[] streams, TimeProvider time, long start)
{
    private const int AlertRows = 10;

    /// <summary>Draws until the work ends.</summary>
    public async Task RunAsync(Task work, TimeSpan period)
    {
        await console.Live(Render())
            .AutoClear(true)
            .StartAsync(async context =>
            {
                using var timer = new PeriodicTimer(period, time);
                Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
                while (await Task.WhenAny(work, tick).ConfigureAwait(false) == tick)
                {
                    context.UpdateTarget(Render());
                    tick = timer.WaitForNextTickAsync().AsTask();
                }
            })
            .ConfigureAwait(false);
    }

    private Rows Render()
    {
        TimeSpan elapsed = time.GetElapsedTime(start);
        return new Rows(
            new Markup($"[bold]StreamAe[/]  {elapsed:hh\\:mm\\:ss}   [grey]Ctrl-C ends and reports[/]"),
            Streams(elapsed),
            new Markup(string.Join('\n', streams.Select(s => s.Score.DescribeRanking()).OfType<string>().Select(Markup.Escape))),
            Alerts());
    }

    private Table Streams(TimeSpan elapsed)
    {
        Table table = new Table().Border(TableBorder.Rounded).Expand();
        foreach (string column in (string[])["stream", "events/s", "events", "simulated time", "entities", "own models", "trained", "waiting", "alerts", "backlog"])
        {
            table.AddColumn(column == "stream" ? new TableColumn(column) : new TableColumn(column).RightAligned());
        }

        foreach (DemoStream stream in streams)
        {
            DemoScore score = stream.Score;
            string simulated = score.Events == 0
                ? "–"
                : DateTimeOffset.UnixEpoch.AddTicks(score.EventTime).ToString("ddd dd MMM HH:mm", CultureInfo.InvariantCulture);
            int used = stream.Plans.All.Sum(p => p.Arena.Used - (p.Cohort is null ? 0 : 1));
            bool hasCohort = stream.Plans.All.Any(p => p.Cohort is not null);
            table.AddRow(
                $"[bold]{stream.Stream.Name}[/]",
                Count(stream.EventsPerSecond(elapsed)),
                Count(score.Events),
                simulated,
                Count(stream.Plans.Directory.Count),
                stream.Runtime!.IsTrainingCohort ? "[yellow]training[/]" : used > 0 ? Count(used) : hasCohort ? "[yellow]cohort[/]" : "[yellow]learning[/]",
                Count(score.Trainings),
                Count(stream.Runtime.TrainingBacklog),
                Count(score.Alerts),
                stream.Source.Backlog > 0 ? $"[red]{Count(stream.Source.Backlog)}[/]" : "0");
        }

        return table;
    }

    private IRenderable Alerts()
    {
        Alert[] alerts = [.. streams.SelectMany(s => s.Score.LastAlerts(AlertRows / streams.Length))];
        if (alerts.Length == 0)
        {
            return new Markup("[grey]No alert yet: the streams are being learned.[/]");
        }

        Table table = new Table().Border(TableBorder.Rounded).Expand().Title("[bold]last alerts[/]");
        table.AddColumns("time", "entity", "severity");
        table.AddColumn(new TableColumn("surprise").RightAligned());
        table.AddColumn("what was wrong: actual (expected, share of the error)");
        foreach (Alert alert in alerts)
        {
            string colour = alert.Severity switch
            {
                AlertSeverity.Critical => "red",
                AlertSeverity.Major => "orange1",
                _ => "yellow",
            };
            table.AddRow(
                DateTimeOffset.UnixEpoch.AddTicks(alert.EventTime).ToString("ddd HH:mm", CultureInfo.InvariantCulture),
                Markup.Escape(alert.Entity),
                $"[{colour}]{alert.Severity.ToString().ToLowerInvariant()}[/]{(alert.IsProvisional ? " [grey]provisional[/]" : string.Empty)}",
                alert.Surprise.ToString("0.0", CultureInfo.InvariantCulture),
                Markup.Escape(ConsoleSink.DescribeFeatures(alert)));
        }

        return table;
    }

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
