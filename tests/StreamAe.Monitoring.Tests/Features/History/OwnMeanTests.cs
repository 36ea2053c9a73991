using StreamAe.Monitoring.Features.History;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class OwnMeanTests
{
    [Fact]
    public void Add_OrdinaryValues_IsTheirMeanWithThePriorAsFive()
    {
        float[] state = new float[OwnMean.Floats];
        var mean = new OwnMean(state, 30);
        Assert.Equal(30, mean.Value);

        mean.Add(60);
        Assert.Equal(35, mean.Value, 1e-4f);
        mean.Add(14);
        Assert.Equal(35 + ((14 - 35) / 7f), mean.Value, 1e-4f);
        Assert.Equal(2, state[1]);
    }

    [Fact]
    public void Add_WithoutAPrior_BeginsAtTheFirstValue()
    {
        var mean = new OwnMean(new float[OwnMean.Floats], float.NaN);
        Assert.True(float.IsNaN(mean.Value));

        mean.Add(10);
        Assert.Equal(10, mean.Value);
        mean.Add(20);
        Assert.Equal(15, mean.Value, 1e-4f);
    }

    [Fact]
    public void Add_AValueFarAbove_WeighsByTheSquareOfItsDistanceFromTheGate()
    {
        float[] state = new float[OwnMean.Floats];
        var mean = new OwnMean(state, 10);
        mean.Add(100);

        // G = 2.5 + 3 ÷ 1; w = (5.5 ÷ 10)².
        const float Weight = 0.3025f;
        Assert.Equal(Weight, state[1], 1e-5f);
        Assert.Equal(10 + (Weight / 6 * 90), mean.Value, 1e-4f);

        // Of a wild value nearly nothing stays.
        float before = mean.Value;
        mean.Add(1e9f);
        Assert.InRange(mean.Value, before, before + 0.01f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Add_WhatIsNoAmount_TeachesNothing(float value)
    {
        float[] state = new float[OwnMean.Floats];
        new OwnMean(state, 30).Add(value);
        Assert.Equal([0f, 0f], state);
    }
}
