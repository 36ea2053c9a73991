using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features.Scaling;

namespace StreamAe.Monitoring.Tests.Features.Scaling;

public sealed class ScaleFitTests
{
    /// <summary>Sorted: 0 … 9 and 1000; the middle half from 2 to 7.</summary>
    [Fact]
    public void Of_Robust_IsTheMedianAndTheSpreadOfTheMiddleHalf()
    {
        (float centre, float spread) = ScaleFit.Of([5, 0, 1, 1000, 2, 3, 4, 6, 7, 8, 9], InputScale.Robust);
        Assert.Equal(5, centre);
        Assert.Equal(5 / 1.349f, spread, 1e-5f);
    }

    /// <summary>90 values of 4 and 10 of 8: a deviation of 1.2.</summary>
    [Fact]
    public void Of_RobustWhereTheMiddleHalfStandsStill_IsTheDeviation()
    {
        float[] still = [.. Enumerable.Range(0, 100).Select(i => i < 90 ? 4f : 8)];
        (float centre, float spread) = ScaleFit.Of(still, InputScale.Robust);
        Assert.Equal(4, centre);
        Assert.Equal(1.2f, spread, 1e-5f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-7e5f)]
    [InlineData(1e38f)]
    public void Of_RobustConstant_IsItAndOne(float value) =>
        Assert.Equal((value, 1f), ScaleFit.Of([.. Enumerable.Repeat(value, 300)], InputScale.Robust));

    /// <summary>Unlike asinh's, whose spread is a thousandth of the median at least.</summary>
    [Fact]
    public void Of_RobustFarFromNought_KeepsASmallSpread()
    {
        float[] values = [.. Enumerable.Range(0, 101).Select(i => 100_000 + (i / 100f))];
        Assert.Equal(0.5f / 1.349f, ScaleFit.Of(values, InputScale.Robust).Spread, 0.01f);
        Assert.Equal(100, ScaleFit.Of(values, InputScale.Asinh).Spread, 0.1f);
    }

    [Theory]
    [InlineData(InputScale.Standard)]
    [InlineData(InputScale.Robust)]
    [InlineData(InputScale.MinMax)]
    [InlineData(InputScale.Asinh)]
    public void Of_NoOrAnyValues_IsFiniteAndAboveNought(InputScale scale)
    {
        Assert.Equal((0f, 1f), ScaleFit.Of([], scale));
        Gen<float> values = Gen.Elements(0f, -0f, 1, -1, 1e-30f, 1e38f, float.MaxValue, float.MinValue, 3.5f, 1e-9f);
        Prop.ForAll(values.NonEmptyListOf().ToArbitrary(), list =>
        {
            (float centre, float spread) = ScaleFit.Of([.. list], scale);
            Assert.True(float.IsFinite(centre) && float.IsFinite(spread) && spread > 0, $"{centre} {spread}");
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A fifth of the values may be anything.</summary>
    [Fact]
    public void Of_RobustWithManyOutliers_HardlyMoves()
    {
        float[] clean = [.. Enumerable.Range(0, 400).Select(i => i / 400f)];
        (float centre, float spread) = ScaleFit.Of([.. clean], InputScale.Robust);
        (float moved, float wider) = ScaleFit.Of([.. clean.Select((v, i) => i % 5 == 0 ? 1e6f : v)], InputScale.Robust);
        Assert.InRange(moved, centre, centre + 0.2f);
        Assert.InRange(wider, spread, 1.6f * spread);
    }
}
