using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Backtesting;

namespace StreamAe.Host.Commands;

/// <summary>The report as a person reads it.</summary>
internal static class BacktestTable
{
    /// <summary>More entities than this are summed up; report.json has them all.</summary>
    private const int MaxEntities = 60;

    public static void Print(IAnsiConsole console, BacktestReport report, string? outputFolder)
    {
        console.MarkupLine($"[bold]{Markup.Escape(report.Monitor)}[/]: {report.Entities.Count} entities, {Count(report.Overall.Rows)} test rows");
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["entity", "rows", "anomalous", "AP", "VUS-PR", "ROC", "best F1", "F1", "alerts", "a day", "AP mean z²", "AP PCA"])
        {
            table.AddColumn(column == "entity" ? new TableColumn(column) : new TableColumn(column).RightAligned());
        }

        foreach (EntityFigures entity in report.Entities.Take(MaxEntities))
        {
            table.AddRow(Row(Markup.Escape(entity.Entity), entity));
        }

        if (report.Entities.Count > MaxEntities)
        {
            table.AddRow($"… {report.Entities.Count - MaxEntities} more");
        }

        table.AddRow([.. Row("mean or sum", report.Overall).Select(cell => $"[bold]{cell}[/]")]);
        console.Write(table);
        foreach (EntityFigures entity in report.Entities.Where(e => e.UnscoredRows == e.Rows))
        {
            console.MarkupLine($"[yellow]{Markup.Escape(entity.Entity)}[/]: no row scored; model: {Markup.Escape(entity.Model)}");
        }

        foreach ((string reason, long count) in report.DeadLetters)
        {
            console.MarkupLine($"[yellow]{Count(count)}[/] dead letters: {reason}");
        }

        if (outputFolder is not null)
        {
            console.MarkupLine($"Written: {Markup.Escape(outputFolder)} (verdicts.csv, report.json, deadletters.csv)");
        }
    }

    private static string[] Row(string name, BacktestFigures figures) =>
    [
        name,
        Count(figures.Rows),
        figures.AnomalousRows is long anomalous ? Count(anomalous) : "–",
        Figure(figures.AveragePrecision),
        Figure(figures.VusPr),
        Figure(figures.RocAuc),
        Figure(figures.BestF1),
        Figure(figures.F1),
        Count(figures.Alerts),
        figures.AlertsPerDay?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",
        Figure(figures.Baselines.MeanSquaredZ?.AveragePrecision),
        Figure(figures.Baselines.PrincipalComponents?.AveragePrecision),
    ];

    private static string Figure(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
