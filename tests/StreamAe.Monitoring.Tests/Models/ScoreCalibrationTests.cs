using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Tests.Models;

public sealed class ScoreCalibrationTests
{
    private const int Samples = 100_000;

    [Theory]
    [InlineData(0.9, 1e-3)]
    [InlineData(0.5, 1e-3)]
    [InlineData(0.2, 2e-3)]
    [InlineData(0.1, 2e-3)]
    [InlineData(0.03, 0.02)]
    [InlineData(0.01, 0.02)]
    [InlineData(0.001, 0.15)]
    public void Surprise_OfAnExponentialsQuantiles_IsTheirs(double survival, double tolerance)
    {
        // The tail's shape is at least 0.05, so beyond the data it is a touch heavier than an exponential.
        ScoreCalibration calibration = ScoreCalibration.Fit(Quantiles(p => -Math.Log(1 - p)));
        Assert.Equal(-Math.Log10(survival), calibration.Surprise((float)-Math.Log(survival)), tolerance);
        Assert.Equal(0.05f, calibration.Shape);
    }

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.2, 0.1)]
    [InlineData(0.3, 0.15)]
    public void Surprise_OfAGeneralisedParetosQuantiles_IsTheirs(double shape, double tolerance)
    {
        double Score(double survival) => 2 / shape * (Math.Pow(survival, -shape) - 1);
        ScoreCalibration calibration = ScoreCalibration.Fit(Quantiles(p => Score(1 - p)));
        Assert.Equal(shape, calibration.Shape, 0.05);
        foreach (double survival in (double[])[0.5, 0.1, 0.03, 0.01, 1e-3, 1e-4])
        {
            Assert.Equal(-Math.Log10(survival), calibration.Surprise((float)Score(survival)), tolerance);
        }
    }

    [Fact]
    public void ScoreAt_AnyQuantile_InvertsSurprise()
    {
        ScoreCalibration calibration = ScoreCalibration.Fit(Quantiles(p => Math.Exp(2 * p) / (1.001 - p)));
        foreach (double quantile in (double[])[0.02, 0.1, 0.25, 0.5, 0.75, 0.8999, 0.9, 0.9001, 0.95, 0.99, 0.999, 0.99999, 1 - 1e-9])
        {
            double expected = -Math.Log10(1 - quantile);
            Assert.Equal(expected, calibration.Surprise(calibration.ScoreAt(quantile)), 1e-3 * Math.Max(1, expected));
        }
    }

    [Fact]
    public void Surprise_AnyScores_NeverFallsAndRisesInTheTail() =>
        Prop.ForAll(
            Gen.Choose(0, 1000).NonEmptyListOf().ToArbitrary(),
            given =>
            {
                ScoreCalibration calibration = ScoreCalibration.Fit([.. given.Select(s => s * s * 0.01f)]);
                float start = calibration.KnotScores[^1];
                float last = calibration.Surprise(-1);
                Assert.Equal(0, last);
                for (int i = 0; i <= 400; i++)
                {
                    float surprise = calibration.Surprise(start * i / 400);
                    Assert.InRange(surprise, last, 1.00001f);
                    last = surprise;
                }

                for (float excess = calibration.Scale * 0.01f; start + excess < 1e30f; excess = (excess * 1.02f) + (start * 1e-4f))
                {
                    float surprise = calibration.Surprise(start + excess);
                    Assert.True(surprise > last && float.IsFinite(surprise), $"{surprise} at {start + excess} after {last}");
                    last = surprise;
                }
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 2.5f)]
    [InlineData(500, 2.5f)]
    [InlineData(1, 0f)]
    [InlineData(500, 0f)]
    [InlineData(500, 1e30f)]
    public void Fit_EqualScores_PutsTheThresholdJustAbove(int count, float score)
    {
        ScoreCalibration calibration = ScoreCalibration.Fit([.. Enumerable.Repeat(score, count)]);
        Assert.Equal(count, calibration.Samples);
        Assert.Equal(0, calibration.Surprise(score));
        float threshold = calibration.ScoreAt(0.999);
        Assert.True(threshold > score && float.IsFinite(threshold), $"{threshold}");
        Assert.InRange(threshold, score, (1.1f * score) + 1e-6f);
        Assert.Equal(3, calibration.Surprise(threshold), 0.01f);
        Assert.True(float.IsFinite(calibration.Surprise(1e30f)));
    }

    [Fact]
    public void Fit_OneScoreAboveTheRest_HasNoVariance()
    {
        ScoreCalibration calibration = ScoreCalibration.Fit([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9]);
        Assert.True(calibration.ScoreAt(0.999) > 9);
        Assert.InRange(calibration.Surprise(9), 1, 2);
    }

    [Fact]
    public void Fit_OrderOfScores_DoesNotMatter()
    {
        float[] scores = Quantiles(p => p * p, 1000);
        float[] reversed = [.. scores.Reverse()];
        Assert.Equal(ScoreCalibration.Fit(scores).ScoreAt(0.99), ScoreCalibration.Fit(reversed).ScoreAt(0.99));
        Assert.True(reversed[0] > reversed[1], "the caller's scores stay as they were");
    }

    [Fact]
    public void Fit_NoneOrInfiniteScores_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreCalibration.Fit([]));
        Assert.Throws<ArgumentException>(() => ScoreCalibration.Fit([1, float.NaN]));
        Assert.Throws<ArgumentException>(() => ScoreCalibration.Fit([1, float.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreCalibration(new float[3], 1, 0.1f, 3));
    }

    /// <summary>The sample that has exactly the distribution's quantiles.</summary>
    private static float[] Quantiles(Func<double, double> quantile, int count = Samples) =>
        [.. Enumerable.Range(0, count).Select(i => (float)quantile((i + 0.5) / count))];
}
