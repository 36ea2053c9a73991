using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Sizing;
using StreamAe.Monitoring.Tests.Files;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Sizing;

public sealed class LatentSizingTests : IDisposable
{
    private const int Channels = 20;

    private static readonly MonitorDefinition Monitor = TestMonitors.Quick with
    {
        Training = new TrainingDefinition { HistoryRows = 1000, MinRows = 40, Epochs = 50, MinSteps = 1000, LearningRate = 0.01 },
    };

    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>Sizes are tried as 4, 8, 10: six factors need more than four units and no more than eight.</summary>
    [Fact]
    public async Task RunAsync_SixFactors_AreFoundByEveryEntity()
    {
        string[] files = [_folder.Write("a.csv", Text("a", 500, 6)), _folder.Write("b.csv", Text("b", 400, 6) + Text("c", 300, 6)[Header.Length..])];
        SizingReport report = await LatentSizing.RunAsync(Monitor, files, entities: 2, Stop);
        Assert.Equal(("test", Channels, 5, 8), (report.Monitor, report.Inputs, report.Present, report.Recommended));
        Assert.Equal([("a", 400), ("b", 320)], report.Entities.Select(e => (e.Entity, e.Rows)));
        Assert.All(report.Entities, e => Assert.Equal([4, 8, 10], e.Search.Trials.Select(t => t.Latent)));

        // Context is no input.
        MonitorDefinition given = Monitor with
        {
            Features = [.. Enumerable.Range(0, Channels).Select(i => FeatureDefinition.Number($"x{i}") with { IsContext = i >= 12 })],
        };
        Assert.Equal(12, (await LatentSizing.RunAsync(given, files, entities: 1, Stop)).Inputs);
    }

    [Fact]
    public async Task RunAsync_TooFewRows_SaysHowManyAreNeeded()
    {
        string file = _folder.Write("a.csv", Text("a", 11, 2));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => LatentSizing.RunAsync(Monitor, [file], entities: 1, Stop));
        Assert.Contains("has 11 of them; at least 10 usable", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => LatentSizing.RunAsync(Monitor, [_folder.Write("none.csv", Header)], entities: 1, Stop));
        Assert.Contains("No rows", error.Message, StringComparison.Ordinal);
    }

    private static string Header { get; } = "entity,t," + string.Join(',', Enumerable.Range(0, Channels).Select(i => $"x{i}")) + "\n";

    private static string Text(string entity, int rows, int factors)
    {
        var random = new PhiloxRandom(entity[0]);
        float[] mix = new float[factors * Channels];
        foreach (ref float weight in mix.AsSpan())
        {
            weight = random.NextGaussian();
        }

        var text = new StringBuilder(Header);
        float[] row = new float[factors];
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float factor in row.AsSpan())
            {
                factor = random.NextGaussian();
            }

            text.Append(CultureInfo.InvariantCulture, $"{entity},{r}");
            for (int c = 0; c < Channels; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{row.Select((f, k) => f * mix[(k * Channels) + c]).Sum()}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
