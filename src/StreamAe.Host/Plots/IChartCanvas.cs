namespace StreamAe.Host.Plots;

/// <summary>What a chart is drawn on. Units are pixels, the origin is the upper left corner; colours are 0xRRGGBB.</summary>
internal interface IChartCanvas
{
    void Rectangle(double x, double y, double width, double height, uint fill);

    void Line(IReadOnlyList<(double X, double Y)> points, uint color, double width);

    void Circle(double x, double y, double radius, uint fill);

    /// <param name="y">Of the baseline.</param>
    /// <param name="align">Where x is in the text.</param>
    void Text(double x, double y, string text, double size, uint color, TextAlign align = TextAlign.Start);
}
