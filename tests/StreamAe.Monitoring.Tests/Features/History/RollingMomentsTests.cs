using StreamAe.Monitoring.Features.History;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class RollingMomentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(86_400)]
    public void Add_OrdinaryValues_GivesTheWeightedMoments(double window)
    {
        var random = new PhiloxRandom(5);
        var moments = default(RollingMoments);
        double weights = 0, sum = 0, squares = 0;
        for (int i = 0; i < 5000; i++)
        {
            double passed = i == 0 ? 0 : 0.2 + (i % 3);
            float value = 1000 + random.NextGaussian();
            moments.Decay(passed / window);
            double decay = Math.Exp(-passed / window);
            (weights, sum, squares) = ((weights * decay) + 1, (sum * decay) + value - 1000, (squares * decay) + ((value - 1000) * (double)(value - 1000)));
            moments.Add(value);
            double mean = sum / weights;
            Assert.Equal(1000 + mean, moments.Mean, 1e-6);
            Assert.Equal(Math.Sqrt(Math.Max(0, (squares / weights) - (mean * mean))), moments.Deviation, 1e-4);
        }
    }

    [Fact]
    public void Add_AWildValue_CountsAsTenDeviations()
    {
        var moments = new RollingMoments();
        for (int i = 0; i < 100; i++)
        {
            moments.Add(i % 2 == 0 ? 4 : 6);
        }

        moments.Add(1e38f);
        Assert.Equal(5 + (10.0 / 101), moments.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(100 / 101.0 * (1 + (100 / 101.0))), moments.Deviation, 1e-9);
    }

    [Fact]
    public void Add_ANewLevel_IsReachedInAFewRows()
    {
        var moments = new RollingMoments();
        for (int i = 0; i < 2000; i++)
        {
            moments.Decay(1 / 50.0);
            moments.Add(i % 2 == 0 ? 4 : 6);
        }

        for (int i = 0; i < 150; i++)
        {
            moments.Decay(1 / 50.0);
            moments.Add(10_000);
        }

        Assert.InRange(moments.Mean, 9000, 10_000);
    }

    [Fact]
    public void Decay_ALongSilence_LeavesAMeanThatYields()
    {
        var moments = new RollingMoments();
        moments.Add(4);
        moments.Add(6);
        moments.Decay(1e6);
        Assert.Equal((5.0, 1.0), (moments.Mean, moments.Deviation));
        moments.Add(1000);
        Assert.Equal(1000, moments.Mean, 1e-3);
    }

    [Fact]
    public void Add_MissingOrInfinite_SaysNothing()
    {
        var moments = new RollingMoments();
        moments.Decay(3);
        moments.Add(float.NaN);
        Assert.True(double.IsNaN(moments.Mean) && double.IsNaN(moments.Deviation));
        moments.Add(7);
        moments.Add(float.PositiveInfinity);
        moments.Add(float.NaN);
        Assert.Equal((7.0, 0.0), (moments.Mean, moments.Deviation));
    }
}
