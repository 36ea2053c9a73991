namespace StreamAe.Host.Lab.Plots;

/// <summary>A rectangle of the paper with axes, in which lines or points are drawn.</summary>
/// <param name="Left">Of the whole, with its labels; pixels, as the others.</param>
internal sealed record Frame(double Left, double Top, double Width, double Height)
{
    private const double LabelWidth = 64;
    private const double TitleHeight = 30;
    private const double AxisHeight = 46;
    private const double LegendStep = 16;
    private const double Margin = 16;

    public string Title { get; init; } = "";

    public string XLabel { get; init; } = "";

    /// <summary>One line through each series' points; a point that is not finite interrupts it.</summary>
    public void DrawLines(IChartCanvas canvas, IReadOnlyList<Series> series)
    {
        (Axis x, Axis y) = DrawAxes(canvas, series);
        for (int s = 0; s < series.Count; s++)
        {
            List<(double X, double Y)> run = [];
            foreach ((double px, double py) in series[s].Points.Append((double.NaN, double.NaN)))
            {
                if (double.IsFinite(px) && double.IsFinite(py))
                {
                    run.Add((x.At(px), y.At(py)));
                    continue;
                }

                if (run.Count == 1)
                {
                    canvas.Circle(run[0].X, run[0].Y, 2.5, PlotStyle.Color(s));
                }
                else if (run.Count > 1)
                {
                    canvas.Line(run, PlotStyle.Color(s), 1.8);
                }

                run = [];
            }
        }

        DrawLegend(canvas, series);
    }

    /// <summary>A dot for every point.</summary>
    public void DrawPoints(IChartCanvas canvas, IReadOnlyList<Series> series)
    {
        (Axis x, Axis y) = DrawAxes(canvas, series);
        for (int s = 0; s < series.Count; s++)
        {
            foreach ((double px, double py) in series[s].Points)
            {
                if (double.IsFinite(px) && double.IsFinite(py))
                {
                    canvas.Circle(x.At(px), y.At(py), 2.5, PlotStyle.Color(s));
                }
            }
        }

        DrawLegend(canvas, series);
    }

    private (Axis X, Axis Y) DrawAxes(IChartCanvas canvas, IReadOnlyList<Series> series)
    {
        double left = Left + LabelWidth, right = Left + Width - Margin, top = Top + TitleHeight, bottom = Top + Height - AxisHeight;
        var x = new Axis(series.SelectMany(s => s.Points).Select(p => p.X), left, right);
        var y = new Axis(series.SelectMany(s => s.Points).Select(p => p.Y), bottom, top + 8);
        canvas.Text(left, Top + 18, Title, PlotStyle.TitleSize, PlotStyle.Ink);
        foreach ((double value, string text) in y.Ticks(6))
        {
            canvas.Line([(left, y.At(value)), (right, y.At(value))], PlotStyle.Faint, 1);
            canvas.Text(left - 6, y.At(value) + 4, text, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.End);
        }

        foreach ((double value, string text) in x.Ticks((int)Math.Max(2, Width / 90)))
        {
            canvas.Line([(x.At(value), bottom), (x.At(value), bottom + 4)], PlotStyle.Ink, 1);
            canvas.Text(x.At(value), bottom + 18, text, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.Middle);
        }

        canvas.Line([(left, top), (left, bottom), (right, bottom)], PlotStyle.Ink, 1);
        canvas.Text((left + right) / 2, bottom + 36, XLabel, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.Middle);
        return (x, y);
    }

    private void DrawLegend(IChartCanvas canvas, IReadOnlyList<Series> series)
    {
        const int Most = 14;
        if (series.Count < 2)
        {
            return;
        }

        double right = Left + Width - Margin - 8;
        for (int s = 0; s < Math.Min(series.Count, Most); s++)
        {
            double y = Top + TitleHeight + 14 + (s * LegendStep);
            string name = s == Most - 1 && series.Count > Most ? $"and {series.Count - s} more" : series[s].Name;
            canvas.Text(right - 16, y, name, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.End);
            canvas.Rectangle(right - 10, y - 8, 10, 8, PlotStyle.Color(s));
        }
    }
}
