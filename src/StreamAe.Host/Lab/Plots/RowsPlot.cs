using StreamAe.Host.Plots;

namespace StreamAe.Host.Lab.Plots;

/// <summary>The same rows in several versions: images in sheets one below the other, else each feature's values over the rows.</summary>
internal static class RowsPlot
{
    private const int MostImages = 12;
    private const int MostRows = 400;
    private const int MostFeatures = 6;
    private const int Width = 900;
    private const int PanelHeight = 200;

    /// <param name="versions">Their names, and [N] rows of D values each.</param>
    public static void Save(string path, Sheet sheet, string[] features, IReadOnlyList<(string Name, IReadOnlyList<float[]> Rows)> versions)
    {
        if (sheet.ImageHeight > 0)
        {
            SaveSheet(path, sheet, versions);
        }
        else
        {
            SaveCurves(path, features, versions);
        }
    }

    private static void SaveSheet(string path, Sheet sheet, IReadOnlyList<(string Name, IReadOnlyList<float[]> Rows)> versions)
    {
        sheet = sheet with { HasRowLabels = true };
        int count = Math.Min(MostImages, versions[0].Rows.Count);
        (int width, int height) = sheet.SizeOf(count, versions.Count);
        PlotFile.Save(path, width, height, canvas => sheet.Draw(
            canvas,
            $"The first {count} of {versions[0].Rows.Count:N0} rows",
            [.. versions.Select(v => v.Name)],
            [.. versions.Select(v => (IReadOnlyList<(float[], string)>)[.. v.Rows.Take(count).Select((row, r) => (row, $"{r + 1}"))])],
            scaledRows: 1));
    }

    private static void SaveCurves(string path, string[] features, IReadOnlyList<(string Name, IReadOnlyList<float[]> Rows)> versions)
    {
        int panels = Math.Min(MostFeatures, features.Length);
        int rows = Math.Min(MostRows, versions[0].Rows.Count);
        PlotFile.Save(path, Width, panels * PanelHeight, canvas =>
        {
            for (int d = 0; d < panels; d++)
            {
                Series[] series = [.. versions.Select(v => new Series(v.Name, [.. v.Rows.Take(rows).Select((row, r) => (r + 1.0, (double)row[d]))]))];
                string more = d == panels - 1 && features.Length > panels ? $" (and {features.Length - panels:N0} more columns)" : "";
                new Frame(0, d * PanelHeight, Width, PanelHeight) { Title = features[d] + more, XLabel = d == panels - 1 ? "row" : "" }.DrawLines(canvas, series);
            }
        });
    }
}
