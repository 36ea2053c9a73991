using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Tests.Models;

public sealed class ScoreSmoothingTests
{
    [Fact]
    public void Next_Off_IsTheScoreItselfWhateverCameBefore()
    {
        Assert.Equal(1, ScoreSmoothing.RateOf(1));
        Assert.Equal(0.1f, ScoreSmoothing.Next(1e30f, 0.1f, 1));
        Assert.Equal(0.1f, ScoreSmoothing.Next(5000, 0.1f, 1));
    }

    [Fact]
    public void Next_ConstantScore_ApproachesItWithTheRate()
    {
        float rate = ScoreSmoothing.RateOf(9);
        float smoothed = ScoreSmoothing.Next(float.NaN, 10, rate);
        Assert.Equal(10, smoothed);
        for (int i = 1; i <= 5; i++)
        {
            smoothed = ScoreSmoothing.Next(smoothed, 0, rate);
            Assert.Equal(10 * Math.Pow(0.8, i), smoothed, 1e-5);
        }
    }
}
