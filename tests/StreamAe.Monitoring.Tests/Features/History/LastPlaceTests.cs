using StreamAe.Monitoring.Features.History;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class LastPlaceTests
{
    [Fact]
    public void MoveTo_IsTheDistanceOverTheTimeSinceTheLastKnownPlace()
    {
        var place = new LastPlace(new float[LastPlace.Floats]);
        Assert.Equal(0, place.MoveTo(52.52f, 13.405f, 0));

        // Berlin to Paris is 878 km; an hour, then an online payment, then another hour.
        Assert.Equal(0, place.MoveTo(float.NaN, float.NaN, 3600));
        Assert.Equal(439, place.MoveTo(48.857f, 2.352f, 3600), 2f);
        Assert.Equal(0, place.MoveTo(48.857f, 2.352f, 60));

        // The time counts from the last place.
        Assert.Equal(878, place.MoveTo(52.52f, 13.405f, 3600), 4f);
    }

    [Fact]
    public void MoveTo_AtOnce_CountsAsFiveMinutes()
    {
        var place = new LastPlace(new float[LastPlace.Floats]);
        place.MoveTo(0, 0, 0);
        Assert.Equal(111.2f * 12, place.MoveTo(1, 0, 0), 1f);
    }

    [Fact]
    public void MoveTo_NoPlaceOnEarth_IsNoPlace()
    {
        float[] state = new float[LastPlace.Floats];
        var place = new LastPlace(state);
        Assert.Equal(0, place.MoveTo(1e30f, 0, 5));
        Assert.Equal([0f, 0, 5, 0], state);
    }
}
