namespace StreamAe.Host.Plots;

/// <summary>
/// Draws into pixels, twice as fine as the units for sharp screens. Every shape is a distance: a pixel takes as much of the colour as lies within
/// half a line's width of it, so edges are smooth. Text is drawn with <see cref="StrokeFont"/>: a machine without fonts makes the same picture.
/// </summary>
internal sealed class PngCanvas : IChartCanvas
{
    private const int PixelsPerUnit = 2;
    private const double TextStroke = 0.11;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _pixels;

    public PngCanvas(int width, int height)
    {
        _width = width * PixelsPerUnit;
        _height = height * PixelsPerUnit;
        _pixels = new byte[checked(3 * _width * _height)];
        Array.Fill(_pixels, (byte)255);
    }

    public void Save(Stream stream) => PngEncoder.Write(stream, _pixels, _width, _height);

    public void Rectangle(double x, double y, double width, double height, uint fill)
    {
        double left = x * PixelsPerUnit, top = y * PixelsPerUnit, right = (x + width) * PixelsPerUnit, bottom = (y + height) * PixelsPerUnit;
        for (int row = Math.Max(0, (int)top); row < Math.Min(_height, bottom); row++)
        {
            double rowShare = Math.Min(row + 1, bottom) - Math.Max(row, top);
            for (int column = Math.Max(0, (int)left); column < Math.Min(_width, right); column++)
            {
                Blend(column, row, fill, rowShare * (Math.Min(column + 1, right) - Math.Max(column, left)));
            }
        }
    }

    public void Line(IReadOnlyList<(double X, double Y)> points, uint color, double width)
    {
        for (int i = 1; i < points.Count; i++)
        {
            Segment(points[i - 1].X, points[i - 1].Y, points[i].X, points[i].Y, width / 2, color);
        }
    }

    public void Circle(double x, double y, double radius, uint fill) => Segment(x, y, x, y, radius, fill);

    public void Text(double x, double y, string text, double size, uint color, TextAlign align = TextAlign.Start)
    {
        double length = StrokeFont.Width(text, size);
        double start = x - (align switch { TextAlign.Middle => length / 2, TextAlign.End => length, _ => 0 });
        foreach ((double X, double Y)[] stroke in StrokeFont.Strokes(text, size))
        {
            for (int i = 0; i < stroke.Length; i++)
            {
                // A stroke of one point is a dot.
                (double fromX, double fromY) = stroke[Math.Max(0, i - 1)];
                Segment(start + fromX, y + fromY, start + stroke[i].X, y + stroke[i].Y, TextStroke * size / 2, color);
            }
        }
    }

    /// <summary>All points within <paramref name="reach"/> of the segment.</summary>
    private void Segment(double x0, double y0, double x1, double y1, double reach, uint color)
    {
        (x0, y0, x1, y1, reach) = (x0 * PixelsPerUnit, y0 * PixelsPerUnit, x1 * PixelsPerUnit, y1 * PixelsPerUnit, reach * PixelsPerUnit);
        double dx = x1 - x0, dy = y1 - y0, squared = (dx * dx) + (dy * dy);
        int top = (int)Math.Max(0, Math.Min(y0, y1) - reach - 1), bottom = (int)Math.Min(_height - 1, Math.Max(y0, y1) + reach + 1);
        int left = (int)Math.Max(0, Math.Min(x0, x1) - reach - 1), right = (int)Math.Min(_width - 1, Math.Max(x0, x1) + reach + 1);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                double px = column + 0.5 - x0, py = row + 0.5 - y0;
                double along = squared == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / squared, 0, 1);
                double distance = Math.Sqrt(Math.Pow(px - (along * dx), 2) + Math.Pow(py - (along * dy), 2));
                Blend(column, row, color, Math.Clamp(reach + 0.5 - distance, 0, 1));
            }
        }
    }

    private void Blend(int column, int row, uint color, double share)
    {
        Span<byte> pixel = _pixels.AsSpan(3 * ((row * _width) + column), 3);
        for (int channel = 0; channel < 3; channel++)
        {
            double value = (byte)(color >> (16 - (8 * channel)));
            pixel[channel] = (byte)Math.Round(pixel[channel] + ((value - pixel[channel]) * share));
        }
    }
}
