using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class CounterHashTests
{
    private const int Count = 200_000;

    [Fact]
    public void At_TheSplitMixSequence_IsThePublishedOne()
    {
        // First outputs of SplitMix64 seeded with 1234567, as listed with Vigna's reference code.
        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL],
            Enumerable.Range(0, 5).Select(i => CounterHash.At(1234567, i)));
    }

    [Fact]
    public void Uniform_LiesInZeroToOne_Evenly()
    {
        double[] draws = [.. Enumerable.Range(0, Count).Select(i => CounterHash.Uniform(CounterHash.At(1, i)))];
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.498, 0.502);
        Assert.Equal(1 - (1.0 / (1UL << 53)), CounterHash.Uniform(ulong.MaxValue));
    }

    [Fact]
    public void Bell_HasMeanZeroAndVarianceOne()
    {
        double[] draws = [.. Enumerable.Range(0, Count).Select(i => (double)CounterHash.Bell(CounterHash.At(2, i)))];
        Assert.InRange(draws.Average(), -0.01, 0.01);
        Assert.InRange(draws.Average(draw => draw * draw), 0.98, 1.02);
        Assert.Equal(3.4640, CounterHash.Bell(ulong.MaxValue), 3);
        Assert.Equal(-3.4640, CounterHash.Bell(0), 3);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.001, -3.090232306)]
    [InlineData(0.02, -2.053748911)]
    [InlineData(0.99, 2.326347874)]
    public void Normal_AtKnownProbabilities_IsTheQuantile(double probability, double quantile)
    {
        ulong hash = (ulong)(probability * (1UL << 52)) << 12;
        Assert.Equal(quantile, CounterHash.Normal(hash), 6);
    }

    [Fact]
    public void Normal_AtTheEnds_IsFinite()
    {
        Assert.InRange(CounterHash.Normal(0), -9, -7);
        Assert.InRange(CounterHash.Normal(ulong.MaxValue), 7, 9);
    }

    [Fact]
    public void LatticeNoise_IsSmooth_AndItsSlopeIsItsDerivative()
    {
        const double Step = 1e-6;
        for (double x = -3; x < 40; x += 0.137)
        {
            (double value, double slope) = LatticeNoise.WithSlope(77, x);
            Assert.Equal(LatticeNoise.At(77, x), value, 12);
            Assert.Equal((LatticeNoise.At(77, x + Step) - LatticeNoise.At(77, x - Step)) / (2 * Step), slope, 4);
        }
    }
}
