using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Tests.Plans;

public sealed class ChannelMapTests
{
    [Fact]
    public void Map_ByNameAndKind_TakesWhatIsThereAndMissesTheRest()
    {
        var map = new ChannelMap(
            new Schema([Channel.Number("flow"), Channel.Number("kind"), Channel.Number("heat")]),
            new Schema([Channel.Number("heat"), Channel.Number("gone"), Channel.Category("kind", ["a"]), Channel.Number("flow")]));
        float[] mapped = new float[4];
        map.Map([1, 2, float.NaN], mapped);
        Assert.Equal([float.NaN, float.NaN, float.NaN, 1], mapped);
        map.Map([1, 2, 3], mapped);
        Assert.Equal([3, float.NaN, float.NaN, 1], mapped);
    }

    [Fact]
    public void Map_OfCategories_GoesByValue()
    {
        var map = new ChannelMap(
            new Schema([Channel.Category("shop", ["food", "fuel", "toys"])]), new Schema([Channel.Category("shop", ["toys", "food"])]));
        float[] mapped = new float[1];

        // By place in the one list and in the other; what the other does not list is its "other", as is the "other" of the one.
        foreach ((float value, float expected) in ((float, float)[])[(0, 1), (1, 2), (2, 0), (3, 2), (float.NaN, float.NaN)])
        {
            map.Map([value], mapped);
            Assert.Equal(expected, mapped[0]);
        }
    }

    [Fact]
    public void Map_OfHashedCategories_NeedsTheSameBuckets()
    {
        float[] mapped = new float[1];
        foreach ((Channel from, Channel to, float expected) in ((Channel, Channel, float)[])
        [
            (Channel.HashedCategory("shop", 16), Channel.HashedCategory("shop", 16), 11),
            (Channel.HashedCategory("shop", 16), Channel.HashedCategory("shop", 8), float.NaN),
            (Channel.HashedCategory("shop", 16), Channel.Category("shop", ["food"]), float.NaN),
            (Channel.Category("shop", ["food"]), Channel.HashedCategory("shop", 16), float.NaN),
        ])
        {
            new ChannelMap(new Schema([from]), new Schema([to])).Map([from.Buckets > 0 ? 11 : 0], mapped);
            Assert.Equal(expected, mapped[0]);
        }
    }
}
