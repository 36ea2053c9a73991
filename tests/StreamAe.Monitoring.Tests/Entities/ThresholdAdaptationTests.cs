using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class ThresholdAdaptationTests
{
    [Fact]
    public void Next_AnomalousRow_RaisesByTheRate()
    {
        var adaptation = new ThresholdAdaptation(new ThresholdDefinition { Adaptation = 0.01 });
        Assert.Equal(Math.Exp(0.01), adaptation.Next(1, isAnomalous: true), 1e-6);
        Assert.Equal(1, adaptation.Next(1, isAnomalous: false));
    }

    /// <summary>Where one row in p is anomalous, as asked, the threshold has nowhere to go.</summary>
    [Theory]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void Next_TheAskedShare_LeavesTheThresholdWhereItIs(double quantile)
    {
        var adaptation = new ThresholdAdaptation(new ThresholdDefinition { Adaptation = 0.003, Quantile = quantile });
        int normal = (int)Math.Round(quantile / (1 - quantile));
        float factor = 1.5f;
        for (int round = 0; round < 20; round++)
        {
            factor = adaptation.Next(factor, isAnomalous: true);
            for (int i = 0; i < normal; i++)
            {
                factor = adaptation.Next(factor, isAnomalous: false);
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
        var adaptation = new ThresholdAdaptation(new ThresholdDefinition { Adaptation = 0.01, Quantile = 1 - Asked });
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
            factor = adaptation.Next(factor, isAnomalous);
        }

        Assert.InRange(late / (Rows / 2.0), growth == 1 ? 0 : 0.7 * Asked, 1.3 * Asked);
        Assert.InRange(factor, growth * 0.8, growth * 1.4);
    }

    [Fact]
    public void Next_ForEver_StaysWithinItsBounds()
    {
        var adaptation = new ThresholdAdaptation(new ThresholdDefinition { Adaptation = 0.1 });
        float factor = 1;
        for (int i = 0; i < 1000; i++)
        {
            factor = adaptation.Next(factor, isAnomalous: true);
        }

        Assert.Equal(1000, factor);
    }

    [Fact]
    public void IsOff_ByDefault() => Assert.True(new ThresholdAdaptation(new ThresholdDefinition()).IsOff);
}
