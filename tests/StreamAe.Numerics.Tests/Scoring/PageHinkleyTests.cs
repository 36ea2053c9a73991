using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

public sealed class PageHinkleyTests
{
    [Fact]
    public void Add_FewValues_GivesWhatIsComputedByHand()
    {
        var test = default(PageHinkley);
        (float Value, float Mean, float Rise, float Fall)[] expected =
        [
            (1, 1, 0, 0),
            (3, 2, 0.5f, 0),
            (2, 2, 0, 0),
            (6, 3, 2.5f, 0),
            (0.5f, 2.5f, 0, 1.5f),
            (2.5f, 2.5f, 0, 1),
        ];
        foreach ((float value, float mean, float rise, float fall) in expected)
        {
            test.Add(value, tolerance: 0.5f);
            Assert.Equal((mean, rise, fall), (test.Mean, test.Rise, test.Fall));
        }

        Assert.Equal(6, test.Count);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-1f)]
    public void Add_AfterAChangeOfTheMean_TellsWithinTheRowsItSays(float change)
    {
        var test = default(PageHinkley);
        var random = new PhiloxRandom(5, 1);
        for (int i = 0; i < 2000; i++)
        {
            test.Add(random.NextGaussian(), tolerance: 0.2f);
            Assert.InRange(Math.Max(test.Rise, test.Fall), 0, 30);
        }

        int rows = 0;
        while (Math.Max(test.Rise, test.Fall) <= 50)
        {
            test.Add(change + random.NextGaussian(), tolerance: 0.2f);
            rows++;
        }

        // 50 ÷ (1 − 0.2) rows, and a few for the noise and for the mean that follows.
        Assert.InRange(rows, 45, 85);
        Assert.Equal(change > 0, test.Rise > test.Fall);
    }

    [Fact]
    public void Add_ASlowChangeBelowTheTolerance_IsNone()
    {
        var test = default(PageHinkley);
        for (int i = 0; i < 50_000; i++)
        {
            test.Add(0.1f * MathF.Sin(i * 0.001f), tolerance: 0.25f);
        }

        Assert.Equal((0f, 0f), (test.Rise, test.Fall));
    }
}
