using StreamAe.Host.Commands;

namespace StreamAe.Host.Plots;

/// <summary>Charts as files: SVG or PNG, as the name ends.</summary>
internal static class PlotFile
{
    /// <exception cref="WrongUseException">The name ends otherwise.</exception>
    public static void RequireKnown(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".svg" or ".png"))
        {
            throw new WrongUseException($"--plot {path}: the name must end in .svg or .png.");
        }
    }

    public static void Save(string path, int width, int height, Action<IChartCanvas> draw)
    {
        RequireKnown(path);
        if (Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            var png = new PngCanvas(width, height);
            draw(png);
            using FileStream stream = File.Create(path);
            png.Save(stream);
            return;
        }

        var svg = new SvgCanvas(width, height);
        svg.Rectangle(0, 0, width, height, PlotStyle.Paper);
        draw(svg);
        File.WriteAllText(path, svg.ToString());
    }
}
