using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Plots;

/// <summary>An entity's score over time, with its threshold and its alerts; below it what the labels say, where there are any.</summary>
internal static class ScorePlot
{
    private const int Width = 1000;
    private const int ScoreHeight = 320;
    private const int LabelHeight = 110;

    // Scores range over powers of ten; what is not above zero is drawn at the bottom.
    private const double Smallest = 1e-6;

    public static void Save(string path, string title, ScoreTrace trace)
    {
        IReadOnlyList<ScoreTrace.Place> places = trace.Places;
        bool isLogarithmic = places.All(p => p.Threshold > 0);
        long start = places.Count == 0 ? 0 : places[0].EventTime;
        (string unit, double ticks) = UnitOf(places.Count == 0 ? 0 : places[^1].EventTime - start);
        double Across(ScoreTrace.Place place) => (place.EventTime - start) / ticks;
        double Up(float value) => isLogarithmic ? Math.Log10(Math.Max(value, Smallest)) : value;
        Series[] lines =
        [
            new("score", [.. places.Select(p => (Across(p), Up(p.Score)))]),
            new("threshold", [.. places.Select(p => (Across(p), IsDrawn(p.Threshold) ? Up(p.Threshold) : double.NaN))]),
        ];
        var alerts = new Series("alerts", [.. places.Where(p => p.IsAlert).Select(p => (Across(p), Up(p.Score)))]);
        Series[] labels = [new("label", [.. places.Select(p => (Across(p), p.IsLabelled ? 1.0 : 0.0))])];
        bool hasLabels = trace.Labelled > 0;
        string axis = $"{unit} since {EventTime.ToUtc(start):yyyy-MM-dd HH:mm} UTC";
        PlotFile.Save(path, Width, ScoreHeight + (hasLabels ? LabelHeight : 0), canvas =>
        {
            new Frame(0, 0, Width, ScoreHeight)
            {
                Title = $"{title}: {(isLogarithmic ? "log10 of the score" : "score")}",
                XLabel = hasLabels ? "" : axis,
            }.DrawLines(canvas, lines, alerts);
            if (hasLabels)
            {
                new Frame(0, ScoreHeight, Width, LabelHeight) { Title = "anomalous, by the labels", XLabel = axis }.DrawLines(canvas, labels);
            }
        });
    }

    // In maintenance there is none that any score could reach.
    private static bool IsDrawn(float threshold) => threshold < 1e29f;

    private static (string Unit, double Ticks) UnitOf(long length) => length switch
    {
        > 4 * TimeSpan.TicksPerDay => ("days", TimeSpan.TicksPerDay),
        > 4 * TimeSpan.TicksPerHour => ("hours", TimeSpan.TicksPerHour),
        _ => ("minutes", TimeSpan.TicksPerMinute),
    };
}
