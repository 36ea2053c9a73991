using StreamAe.Benchmarks.Quality.Peers;
using StreamAe.Numerics.Metrics;
using StreamAe.Numerics.Tests.Baselines;

namespace StreamAe.Benchmarks.Tests.Quality;

/// <summary>The forests on a public set, against the figures published for it: close ones show that they are the detectors that they are called.</summary>
public sealed class PublicPeersTests(ITestOutputHelper output)
{
    // One seed here, three published, and trees are random: means of a handful of entities differ by some hundredths.
    private const double Tolerance = 0.05;

    [Theory]
    [InlineData("asd", 0.219, 0.256)]
    [InlineData("msl", 0.240, 0.264)]
    public void Forests_OnAPublicSet_ReachThePublishedMeans(string set, double isolationForestAp, double randomCutForestAp)
    {
        string? folder = PublicSeries.FindFolder();
        if (folder is null || !Directory.Exists(Path.Combine(folder, set)))
        {
            Assert.Skip($"No public data: set STREAMAE_TEST_DATA to a folder that holds '{set}', or provide shared/data above the tests.");
        }

        PublicSeries[] entities = [.. PublicSeries.Read(folder, set)];
        double isolation = Mean(entities, "isolation forest");
        double randomCut = Mean(entities, "random cut forest");
        output.WriteLine($"{set}: isolation forest {isolation:F3}, random cut forest {randomCut:F3}");
        Assert.Equal(isolationForestAp, isolation, Tolerance);
        Assert.Equal(randomCutForestAp, randomCut, Tolerance);
    }

    private static double Mean(PublicSeries[] entities, string name)
    {
        Peer peer = Peer.All.Single(p => p.Name == name);
        return entities.Average(entity =>
        {
            float[] scores = new float[entity.Labels.Length];
            peer.Fit(entity.Train, entity.Features, seed: 1)(entity.Test, scores);
            return AveragePrecision.Compute(scores, entity.Labels)!.Value;
        });
    }
}
