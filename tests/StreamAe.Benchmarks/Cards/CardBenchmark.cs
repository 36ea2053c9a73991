using System.Globalization;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Benchmarks.Cards;

/// <summary>
/// How well the shipped card monitor finds fraud in the simulated card stream, beside the one-line rule (amount ÷ the card's own mean) on the
/// same payments at the same budget, and the ceiling that frauds without a trace leave. Twelve weeks: eight that are learned from, four that
/// are measured; nothing sees a label.
/// </summary>
internal static class CardBenchmark
{
    public const string MonitorFileName = "cards.yaml";

    /// <summary>As many as the demo has.</summary>
    private const int Cards = 2000;

    /// <summary>Seeds that no choice was made on begin here.</summary>
    private const ulong FirstSeed = 101;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options)
    {
        MonitorFileResult file = MonitorFile.Load(Path.Combine(options.Quality.MonitorFolder, MonitorFileName));
        if (file.Definition is not MonitorDefinition definition)
        {
            return [BenchmarkRow.Missing("cards.ap", "1", options.Threads, string.Join(' ', file.Errors))];
        }

        var rules = new List<CardQuality>();
        var monitors = new List<CardQuality>();
        var ceilings = new List<double>();
        for (int i = 0; i < options.Quality.Seeds; i++)
        {
            (List<ScoredPayment> rule, List<ScoredPayment> monitor) =
                await CardRun.RunAsync(definition, FirstSeed + (ulong)i, Cards, options.Threads).ConfigureAwait(false);
            rules.Add(CardQuality.Of(rule));
            monitors.Add(CardQuality.Of(monitor));
            ScoredPayment[] frauds = [.. monitor.Where(p => p.IsFraud && p.Day >= CardDays.LearningDays)];
            ceilings.Add(frauds.Count(p => p.IsDetectable) / (double)frauds.Length);
            Report($"seed {FirstSeed + (ulong)i}", rules[^1], monitors[^1]);
        }

        return [.. RowsOf(rules, monitors, ceilings, options)];
    }

    private static IEnumerable<BenchmarkRow> RowsOf(List<CardQuality> rules, List<CardQuality> monitors, List<double> ceilings, BenchmarkOptions options)
    {
        // A rule that finds nothing is no measure: the ratio is left out then.
        BenchmarkRow Against(string name, string unit, Func<CardQuality, double> figure, string note) => rules.Average(figure) is > 0 and var peer
            ? BenchmarkRow.Against(name, unit, monitors.Average(figure), peer, options.Threads, note)
            : new BenchmarkRow(name, unit, monitors.Average(figure), 0, null, options.Threads, note);

        string basis = $"{Cards:N0} cards, mean of {options.Quality.Seeds} streams; peer: amount ÷ the card's own mean";
        string budget = $"budget {CardQuality.Budget} alerts a day";
        yield return Against(
            "cards.ap", "1", q => q.AveragePrecision, $"average precision; spread over weeks {monitors.Average(q => q.WeeklySpread):0.000}; {basis}");
        yield return Against("cards.detectableAp", "1", q => q.DetectablePrecision, "frauds without a trace left out");
        yield return Against("cards.precision", "1", q => q.CardPrecision, $"share of alerted card-days with fraud; {budget}");
        yield return Against("cards.caught", "1", q => q.Caught, $"share of detectable incidents alerted while they last; {budget}");
        foreach (AnomalyKind kind in monitors[0].Recall.Keys)
        {
            yield return Against($"cards.caught.{kind}", "1", q => q.Recall.GetValueOrDefault(kind), kind == AnomalyKind.FraudStealth ? "declared undetectable" : "incidents");
        }

        double hours = monitors.Average(q => q.MedianHours);
        yield return double.IsNaN(hours)
            ? BenchmarkRow.Missing("cards.firstAlert", "h", options.Threads, "of some stream no incident was alerted")
            : BenchmarkRow.Plain(
                "cards.firstAlert", "h", hours, options.Threads, $"median from an incident's first payment; the rule's {rules.Average(q => q.MedianHours):0.#}");
        yield return BenchmarkRow.Plain("cards.alertsPerDay", "1/d", monitors.Average(q => q.AlertsPerDay), options.Threads, $"realised; {budget}");
        yield return BenchmarkRow.Plain("cards.ceiling", "1", ceilings.Average(), options.Threads, "share of the fraudulent payments that leave a trace");
    }

    private static void Report(string name, CardQuality rule, CardQuality monitor)
    {
        foreach ((string who, CardQuality q) in (ReadOnlySpan<(string, CardQuality)>)[("rule", rule), ("monitor", monitor)])
        {
            string recall = string.Join(' ', q.Recall.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Value:0.00}")));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {who,-8} AP {q.AveragePrecision:0.000} (detectable {q.DetectablePrecision:0.000}, weeks ±{q.WeeklySpread:0.000})  precision {q.CardPrecision:0.000} at {q.AlertsPerDay:0.0}/day  caught {q.Caught:0.00} ({recall})  {q.MedianHours:0.0} h"));
        }
    }
}
