namespace StreamAe.Host.Plots;

/// <summary>A rectangle of the paper with axes, in which lines or points are drawn.</summary>
/// <param name="Left">Of the whole, with its labels; pixels, as the others.</param>
internal sealed record Frame(double Left, double Top, double Width, double Height)
{
    private const double LabelWidth = 64;
    private const double TitleHeight = 30;
    private const double AxisHeight = 46;
    private const double Margin = 16;
    private const double Padding = 8;
    private const double SwatchWidth = 30;

    /// <summary>A lower frame has no room for more than two numbers beside its axis.</summary>
    private const double LowHeight = 150;

    /// <summary>Of a letter in the mean, as a share of the text's size: nobody measures text in an SVG file.</summary>
    private const double LetterWidth = 0.56;

    public string Title { get; init; } = "";

    public string XLabel { get; init; } = "";

    /// <summary>One line through each series' points; a point that is not finite interrupts it.</summary>
    public void DrawLines(IChartCanvas canvas, IReadOnlyList<Series> series) => DrawLines(canvas, series, dots: null);

    /// <summary>The same, with a dot for every point of one more series.</summary>
    public void DrawLines(IChartCanvas canvas, IReadOnlyList<Series> series, Series? dots)
    {
        IReadOnlyList<Series> all = dots is null ? series : [.. series, dots];
        (Axis x, Axis y) = DrawAxes(canvas, all);
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

        foreach ((double px, double py) in dots?.Points ?? [])
        {
            canvas.Circle(x.At(px), y.At(py), 3.5, PlotStyle.Color(series.Count));
        }

        DrawLegend(canvas, all);
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
        var x = new Axis(series.SelectMany(s => s.Points).Select(p => p.X), left + Padding, right - Padding);
        var y = new Axis(series.SelectMany(s => s.Points).Select(p => p.Y), bottom - Padding, top + Padding);
        canvas.Text(left, Top + 18, Title, PlotStyle.TitleSize, PlotStyle.Ink);
        foreach ((double value, string text) in y.Ticks(Height < LowHeight ? 1 : 6))
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

    /// <summary>Right of the title, where no data is.</summary>
    private void DrawLegend(IChartCanvas canvas, IReadOnlyList<Series> series)
    {
        if (series.Count < 2)
        {
            return;
        }

        double room = Width - LabelWidth - Margin - (Title.Length * LetterWidth * PlotStyle.TitleSize);
        int shown = 0;
        for (double used = 0; shown < series.Count && (used += WidthOf(series[shown].Name)) < room; shown++)
        {
        }

        double right = Left + Width - Margin;
        if (shown < series.Count)
        {
            string rest = $"and {series.Count - --shown} more";
            canvas.Text(right, Top + 18, rest, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.End);
            right -= WidthOf(rest) - SwatchWidth;
        }

        for (int s = shown - 1; s >= 0; s--)
        {
            canvas.Text(right, Top + 18, series[s].Name, PlotStyle.LabelSize, PlotStyle.Ink, TextAlign.End);
            right -= WidthOf(series[s].Name);
            canvas.Rectangle(right + 14, Top + 9, 10, 9, PlotStyle.Color(s));
        }
    }

    /// <summary>Of a name in the legend with its colour before it and a gap behind it.</summary>
    private static double WidthOf(string name) => (name.Length * LetterWidth * PlotStyle.LabelSize) + SwatchWidth;
}
