using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Tests.Features;

public sealed class GreatCircleTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(0, 0, 0, 180, 20015)]
    [InlineData(90, 0, -90, 0, 20015)]
    [InlineData(52.52, 13.405, 48.857, 2.352, 878)]
    [InlineData(0, 179.5, 0, -179.5, 111.2)]
    public void Kilometres_OfKnownPlaces(double latitude, double longitude, double otherLatitude, double otherLongitude, double expected) =>
        Assert.Equal(expected, GreatCircle.Kilometres(latitude, longitude, otherLatitude, otherLongitude), 1 + (0.001 * expected));

    [Fact]
    public void Near_IsSoFarAway()
    {
        for (double direction = 0; direction < 6; direction += 0.7)
        {
            (double latitude, double longitude) = GreatCircle.Near(48, 11, 12, direction);
            Assert.Equal(12, GreatCircle.Kilometres(48, 11, latitude, longitude), 0.1);
        }
    }
}
