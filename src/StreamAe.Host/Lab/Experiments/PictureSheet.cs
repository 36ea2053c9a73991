using StreamAe.Host.Lab.Plots;
using StreamAe.Host.Plots;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Rows of small grey pictures under one name.</summary>
/// <param name="Name">File name without its ending.</param>
/// <param name="Caption">What is to be seen, row by row.</param>
/// <param name="Side">Pixels of a picture's side.</param>
/// <param name="Rows">Lines of the sheet: what stands before it, and its pictures of Side × Side values.</param>
internal sealed record PictureSheet(string Name, string Caption, int Side, IReadOnlyList<(string Label, float[][] Pictures)> Rows)
{
    /// <summary>Writes the sheet as SVG or PNG, as the path ends.</summary>
    public void Save(string path)
    {
        var sheet = new Sheet(Side, Side);
        (int width, int height) = sheet.SizeOf(Rows.Max(row => row.Pictures.Length), Rows.Count);
        PlotFile.Save(path, width, height, canvas => sheet.Draw(
            canvas,
            Name,
            [.. Rows.Select(row => row.Label)],
            [.. Rows.Select(row => (IReadOnlyList<(float[], string)>)[.. row.Pictures.Select(picture => (picture, string.Empty))])]));
    }
}
