using System.Globalization;
using System.Net;
using System.Text;

namespace StreamAe.Host.Plots;

/// <summary>Draws as SVG 1.1 text.</summary>
internal sealed class SvgCanvas : IChartCanvas
{
    private readonly StringBuilder _text = new();

    public SvgCanvas(int width, int height) => _text.Append(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\">\n");

    public void Rectangle(double x, double y, double width, double height, uint fill) =>
        _text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"#{fill:x6}\"/>\n");

    public void Line(IReadOnlyList<(double X, double Y)> points, uint color, double width)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"#{color:x6}\" stroke-width=\"{width:0.##}\" stroke-linejoin=\"round\" points=\"");
        foreach ((double x, double y) in points)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##} ");
        }

        _text.Append("\"/>\n");
    }

    public void Circle(double x, double y, double radius, uint fill) =>
        _text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"#{fill:x6}\"/>\n");

    public void Text(double x, double y, string text, double size, uint color, TextAlign align = TextAlign.Start)
    {
        string anchor = align switch { TextAlign.Middle => "middle", TextAlign.End => "end", _ => "start" };
        _text.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" fill=\"#{color:x6}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>\n");
    }

    /// <summary>The whole file.</summary>
    public override string ToString() => $"{_text}</svg>\n";
}
