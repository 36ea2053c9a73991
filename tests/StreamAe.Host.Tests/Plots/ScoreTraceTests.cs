using StreamAe.Host.Plots;

namespace StreamAe.Host.Tests.Plots;

public sealed class ScoreTraceTests
{
    /// <summary>However many rows there are, the picture has few places, in order, and no peak, alert or label is lost.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1200)]
    [InlineData(1201)]
    [InlineData(1_000_000)]
    public void Add_AnyNumberOfRows_KeepsThePeaks(int rows)
    {
        var trace = new ScoreTrace();
        int odd = rows * 2 / 3;
        for (int i = 0; i < rows; i++)
        {
            trace.Add(new ScoreTrace.Place(i, i == odd ? 99 : i % 7, 10, i == odd, i == odd));
        }

        Assert.InRange(trace.Places.Count, Math.Min(rows, ScoreTrace.Capacity / 2), ScoreTrace.Capacity);
        Assert.Equal(trace.Places.Select(p => p.EventTime).Order(), trace.Places.Select(p => p.EventTime));
        ScoreTrace.Place peak = Assert.Single(trace.Places, p => p.IsAlert);
        Assert.Equal((99f, true), (peak.Score, peak.IsLabelled));
        Assert.Equal(99, trace.Places.Max(p => p.Score));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, -5)]
    [InlineData(500, 1e30f)]
    public void Save_AnyTrace_IsAPicture(int rows, float threshold)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("streamae-plot-").FullName, "a.svg");
        var trace = new ScoreTrace();
        for (int i = 0; i < rows; i++)
        {
            trace.Add(new ScoreTrace.Place(i * TimeSpan.TicksPerHour, i % 7, threshold, i == 3, false));
        }

        ScorePlot.Save(path, "pump <1>", trace);
        string svg = File.ReadAllText(path);
        Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
        Assert.Contains("pump &lt;1&gt;", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
