using StreamAe.Numerics.Baselines;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Baselines;

/// <summary>
/// The published figures of the two baselines on the public sets, means over entities: that they come out the same shows that
/// metric and baseline are the ones the peers were measured with, and comparisons with their figures are fair.
/// </summary>
public sealed class PublicDataTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("smd", 0.434, 0.458, 0.341)]
    [InlineData("asd", 0.139, 0.175, 0.238)]
    [InlineData("smap", 0.410, 0.413, 0.388)]
    [InlineData("msl", 0.250, 0.269, 0.258)]
    public void Baselines_OnPublicSets_ReachThePublishedMeans(string set, double meanZAp, double meanZVusPr, double componentsAp)
    {
        string? folder = PublicSeries.FindFolder();
        if (folder is null || !Directory.Exists(Path.Combine(folder, set)))
        {
            Assert.Skip($"No public data: set STREAMAE_TEST_DATA to a folder that holds '{set}', or provide shared/data above the tests.");
        }

        List<double> ap = [];
        List<double> vusPr = [];
        List<double> vusPrAllThresholds = [];
        List<double> pcaAp = [];
        foreach (PublicSeries entity in PublicSeries.Read(folder, set))
        {
            float[] scores = new float[entity.Labels.Length];
            MeanSquaredZ.Fit(entity.Train, entity.Features).Score(entity.Test, scores);
            ap.Add(AveragePrecision.Compute(scores, entity.Labels)!.Value);
            vusPr.Add(VusPr.Compute(scores, entity.Labels)!.Value);
            vusPrAllThresholds.Add(VusPr.Compute(scores, entity.Labels, thresholds: int.MaxValue)!.Value);
            PrincipalComponents.Fit(entity.Train, entity.Features).Score(entity.Test, scores);
            pcaAp.Add(AveragePrecision.Compute(scores, entity.Labels)!.Value);
        }

        output.WriteLine(
            $"{set}: mean z² AP {ap.Average():F4}, VUS-PR {vusPr.Average():F4} (all thresholds {vusPrAllThresholds.Average():F4}); "
            + $"PCA AP {pcaAp.Average():F4}");
        Assert.Equal(meanZAp, ap.Average(), 0.001);
        Assert.Equal(meanZVusPr, vusPr.Average(), 0.003);
        Assert.Equal(meanZVusPr, vusPrAllThresholds.Average(), 0.015);
        Assert.Equal(componentsAp, pcaAp.Average(), 0.01);
    }
}
