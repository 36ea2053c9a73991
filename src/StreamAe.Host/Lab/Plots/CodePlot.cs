using StreamAe.Host.Plots;

namespace StreamAe.Host.Lab.Plots;

/// <summary>Codes as points of a plane: the two units that vary most, or the one over the row number.</summary>
internal static class CodePlot
{
    private const int Width = 720;
    private const int Height = 560;

    /// <param name="codes">[N × J]</param>
    /// <param name="labels">[N] each has a colour; null for one colour.</param>
    public static void Save(string path, float[] codes, int latent, IReadOnlyList<string>? labels)
    {
        int count = codes.Length / latent;
        int[] byVariance = [.. Enumerable.Range(0, latent).OrderByDescending(j => Variance(codes, latent, j))];
        (int across, int up) = latent == 1 ? (-1, 0) : (Math.Min(byVariance[0], byVariance[1]), Math.Max(byVariance[0], byVariance[1]));
        var groups = Enumerable.Range(0, count).GroupBy(r => labels?[r] ?? "row").OrderBy(g => g.Key, NaturalOrder.Instance);
        Series[] series = [.. groups.Select(g => new Series(g.Key, [.. g.Select(r => (across < 0 ? r + 1.0 : codes[(r * latent) + across], (double)codes[(r * latent) + up]))]))];
        PlotFile.Save(path, Width, Height, canvas => new Frame(0, 0, Width, Height)
        {
            Title = across < 0 ? "z1 over rows" : $"z{up + 1} over z{across + 1}, {count:N0} rows",
            XLabel = across < 0 ? "row" : $"z{across + 1}",
        }.DrawPoints(canvas, series));
    }

    private static double Variance(float[] codes, int latent, int unit)
    {
        double mean = 0, squares = 0;
        int count = codes.Length / latent;
        for (int r = 0; r < count; r++)
        {
            mean += codes[(r * latent) + unit] / (double)count;
        }

        for (int r = 0; r < count; r++)
        {
            squares += Math.Pow(codes[(r * latent) + unit] - mean, 2);
        }

        return squares / count;
    }
}
