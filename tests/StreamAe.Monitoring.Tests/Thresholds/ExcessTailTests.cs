using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Thresholds;

public sealed class ExcessTailTests
{
    /// <summary>Before any live score it says what the calibration says.</summary>
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    public void ScoreAt_AtFirst_IsTheCalibrations(double risk)
    {
        var tail = new ExcessTail(new float[ExcessTail.Floats]);
        tail.Begin(HandMade.Calibration);
        Assert.Equal(HandMade.Calibration.ScoreAt(1 - risk), tail.ScoreAt(risk), 1e-3);
    }

    /// <summary>Live scores of another scale move the threshold to where one in a thousand of them lies: −ln(0.001) times their scale.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Learn_ExponentialScores_FindsTheirQuantile(double scale)
    {
        var tail = new ExcessTail(new float[ExcessTail.Floats]);
        tail.Begin(ScoreCalibration.Fit([.. Enumerable.Range(0, 2000).Select(i => (float)-Math.Log(1 - ((i + 0.5) / 2000)))]));
        var random = new PhiloxRandom(1, 1);
        int above = 0;
        const int Rows = 200_000;
        for (int i = 0; i < Rows; i++)
        {
            float score = (float)(-Math.Log(1 - random.NextSingle()) * scale);
            above += i >= Rows / 2 && score > tail.ScoreAt(1e-3) ? 1 : 0;
            tail.Learn(score);
        }

        Assert.InRange(tail.ScoreAt(1e-3), 6.91 * scale * 0.85, 6.91 * scale * 1.15);
        Assert.InRange(above / (Rows / 2.0), 0.5e-3, 1.6e-3);
    }

    /// <summary>Scores with a heavier tail than was calibrated, ξ = 0.3: mean and variance of the excesses tell, far out most.</summary>
    [Fact]
    public void Learn_AHeavierTail_FindsItsShape()
    {
        const double Shape = 0.3;
        static double Score(double survival) => (Math.Pow(survival, -Shape) - 1) / Shape;
        var tail = new ExcessTail(new float[ExcessTail.Floats]);
        tail.Begin(ScoreCalibration.Fit([.. Enumerable.Range(0, 2000).Select(i => (float)-Math.Log(1 - ((i + 0.5) / 2000)))]));
        float before = tail.ScoreAt(1e-4);
        var random = new PhiloxRandom(3, 1);
        for (int i = 0; i < 300_000; i++)
        {
            tail.Learn((float)Score(1 - random.NextSingle()));
        }

        Assert.True(before < 0.5 * Score(1e-4));
        Assert.InRange(tail.ScoreAt(1e-4), 0.75 * Score(1e-4), 1.35 * Score(1e-4));
    }

    [Fact]
    public void ScoreAt_NoExcessAtAll_StaysFiniteAndAboveTheStart()
    {
        var tail = new ExcessTail(new float[ExcessTail.Floats]);
        tail.Begin(ScoreCalibration.Fit([1, 1, 1, 1]));
        for (int i = 0; i < 100_000; i++)
        {
            tail.Learn(1);
        }

        Assert.InRange(tail.ScoreAt(1e-6), 1, 10);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1e30f)]
    public void Learn_ScoresBeyondReason_LeaveItFinite(float score)
    {
        var tail = new ExcessTail(new float[ExcessTail.Floats]);
        tail.Begin(HandMade.Calibration);
        for (int i = 0; i < 100; i++)
        {
            tail.Learn(score);
        }

        Assert.False(float.IsNaN(tail.ScoreAt(1e-3)));
    }
}
