using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Thresholds;

public sealed class ThresholdAdaptationTests
{
    private const double Share = 0.001;

    [Fact]
    public void Next_AnomalousRow_RaisesByTheRate()
    {
        var adaptation = new ThresholdAdaptation(0.01, Share);
        Assert.Equal(Math.Exp(0.01), adaptation.Next(1, isAnomalous: true, Share), 1e-6);
        Assert.Equal(1, adaptation.Next(1, isAnomalous: false, Share));
    }

    /// <summary>Where one row in p is anomalous, as asked, the threshold has nowhere to go.</summary>
    [Theory]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void Next_TheAskedShare_LeavesTheThresholdWhereItIs(double quantile)
    {
        var adaptation = new ThresholdAdaptation(0.003, 1 - quantile);
        int normal = (int)Math.Round(quantile / (1 - quantile));
        float factor = 1.5f;
        for (int round = 0; round < 20; round++)
        {
            factor = adaptation.Next(factor, isAnomalous: true, 1 - quantile);
            for (int i = 0; i < normal; i++)
            {
                factor = adaptation.Next(factor, isAnomalous: false, 1 - quantile);
            }
        }

        Assert.Equal(1.5, factor, 0.003);
    }

    /// <summary>Whatever scores do, in the long run the share of rows above the threshold is the asked one (or less).</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void Next_ScoresThatHaveGrown_KeepsTheAskedShare(float growth)
    {
        const double Asked = 0.01;
        var adaptation = new ThresholdAdaptation(0.01, Asked);
        var random = new PhiloxRandom(1, 1);
        float factor = 1;
        int late = 0;
        const int Rows = 60_000;
        for (int i = 0; i < Rows; i++)
        {
            // Exponential scores, of which one in a hundred exceeds ln 100 before they grow.
            double score = -Math.Log(1 - random.NextSingle()) * growth;
            bool isAnomalous = score > Math.Log(1 / Asked) * factor;
            late += isAnomalous && i >= Rows / 2 ? 1 : 0;
            factor = adaptation.Next(factor, isAnomalous, Asked);
        }

        Assert.InRange(late / (Rows / 2.0), growth == 1 ? 0 : 0.7 * Asked, 1.3 * Asked);
        Assert.InRange(factor, growth * 0.8, growth * 1.4);
    }

    [Fact]
    public void Next_ForEver_StaysWithinItsBounds()
    {
        var adaptation = new ThresholdAdaptation(0.1, Share);
        float factor = 1;
        for (int i = 0; i < 1000; i++)
        {
            factor = adaptation.Next(factor, isAnomalous: true, Share);
        }

        Assert.Equal(1000, factor);
    }

    /// <summary>Another share than the usual, as a budget gives each entity its own, sinks at its own pace.</summary>
    [Fact]
    public void Next_AShareOfTheEntitysOwn_SinksByIt()
    {
        var adaptation = new ThresholdAdaptation(0.01, Share);
        Assert.Equal(2 * Math.Exp(-0.01 * 0.05 / 0.95), adaptation.Next(2, isAnomalous: false, 0.05), 1e-6);
        Assert.Equal(2 * Math.Exp(-0.01 * Share / (1 - Share)), adaptation.Next(2, isAnomalous: false, Share), 1e-6);
    }

    [Fact]
    public void IsOff_RateOfZero() => Assert.True(new ThresholdAdaptation(0, Share).IsOff);
}
