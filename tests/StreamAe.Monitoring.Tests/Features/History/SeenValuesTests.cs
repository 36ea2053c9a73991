using StreamAe.Monitoring.Features.History;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class SeenValuesTests
{
    [Fact]
    public void Add_AValueAgain_IsKnown()
    {
        var seen = new SeenValues(new float[SeenValues.Floats]);
        Assert.True(seen.Add(7));
        Assert.True(seen.Add(8));
        Assert.False(seen.Add(7));
        Assert.True(seen.Add(0));
        Assert.False(seen.Add(-0f));
    }

    [Fact]
    public void Add_FewValues_NeverForgetsThem()
    {
        var seen = new SeenValues(new float[SeenValues.Floats]);
        int again = 0;
        for (int round = 0; round < 50; round++)
        {
            for (int value = 0; value < 40; value++)
            {
                again += seen.Add(value * 977) && round > 0 ? 1 : 0;
            }
        }

        // A set of four may by chance have five of the forty.
        Assert.InRange(again / (49.0 * 40), 0, 0.15);
    }

    [Fact]
    public void Add_ManyValues_NeverFillsUp()
    {
        var seen = new SeenValues(new float[SeenValues.Floats]);
        for (int value = 0; value < 100_000; value++)
        {
            seen.Add(value);
        }

        int fresh = 0;
        for (int value = 200_000; value < 210_000; value++)
        {
            fresh += seen.Add(value) ? 1 : 0;
        }

        Assert.InRange(fresh, 9_980, 10_000);
        Assert.False(seen.Add(209_999));
        Assert.True(seen.Add(1));
    }
}
