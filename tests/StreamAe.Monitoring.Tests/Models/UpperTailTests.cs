using StreamAe.Monitoring.Models;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Models;

public sealed class UpperTailTests
{
    [Fact]
    public void Surprise_OfExponentialValues_IsTheirSize()
    {
        // P(X ≥ x) = e^(−x): the surprise of x is x, in the body, at the seam and beyond it.
        float[] tail = Fit(200_000, u => (float)-Math.Log(u));
        foreach ((float x, float slack) in (ReadOnlySpan<(float, float)>)[(0.1f, 0.02f), (1, 0.03f), (3, 0.1f), (5, 0.15f), (8, 0.7f), (12, 1.3f)])
        {
            Assert.Equal(x, new UpperTail(tail).Surprise(x), slack);
        }
    }

    [Fact]
    public void Surprise_OfSmallValues_IsNone()
    {
        float[] tail = Fit(10_000, u => (float)((2 * u) - 1));
        Assert.Equal(0, new UpperTail(tail).Surprise(-5));
        Assert.InRange(new UpperTail(tail).Surprise(0), 0.65f, 0.75f);
    }

    [Fact]
    public void Surprise_BeyondTheLargest_RisesInAStraightLine()
    {
        float[] tail = Fit(5000, u => (float)-Math.Log(u));
        var upper = new UpperTail(tail);
        Assert.Equal(upper.Surprise(30) - upper.Surprise(20), upper.Surprise(40) - upper.Surprise(30), 1e-3f);
        Assert.True(float.IsFinite(upper.Surprise(1e30f)));
    }

    [Fact]
    public void Surprise_AFewWildValues_DoNotWidenTheTail()
    {
        float[] clean = Fit(20_000, u => (float)-Math.Log(u));
        float[] spoilt = Fit(20_000, u => u < 0.0005 ? 1000 : (float)-Math.Log(u));
        Assert.InRange(new UpperTail(spoilt).Surprise(12) / new UpperTail(clean).Surprise(12), 0.7f, 1.1f);
    }

    [Fact]
    public void Surprise_OfTwoValues_IsThatOfTheirShares()
    {
        float[] tail = Fit(10_000, u => u < 0.1 ? 1 : 0);
        Assert.InRange(new UpperTail(tail).Surprise(1), 2.1f, 2.5f);
        Assert.Equal(0, new UpperTail(tail).Surprise(0));
    }

    [Fact]
    public void Fit_OneValue_IsATailOfIt()
    {
        float[] tail = new float[UpperTail.Floats];
        UpperTail.Fit([3f], tail);
        Assert.Equal(0, new UpperTail(tail).Surprise(3));
        Assert.True(new UpperTail(tail).Surprise(4) > 5);
    }

    private static float[] Fit(int count, Func<double, float> value)
    {
        var random = new PhiloxRandom(5);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = value((random.NextUInt32() + 0.5) / (1L << 32));
        }

        float[] tail = new float[UpperTail.Floats];
        UpperTail.Fit(values, tail);
        return tail;
    }
}
