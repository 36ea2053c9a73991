namespace StreamAe.Monitoring.Features;

/// <summary>Distances between places on a sphere as large as the earth: within 0.6 % of those on the ellipsoid.</summary>
internal static class GreatCircle
{
    private const double EarthRadiusKm = 6371;

    /// <summary>Kilometres between two places in degrees, by the haversine, which is exact for near places too.</summary>
    public static double Kilometres(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        double phi = double.DegreesToRadians(latitude), otherPhi = double.DegreesToRadians(otherLatitude);
        double north = Math.Sin((otherPhi - phi) / 2), east = Math.Sin(double.DegreesToRadians(otherLongitude - longitude) / 2);
        double haversine = (north * north) + (Math.Cos(phi) * Math.Cos(otherPhi) * east * east);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    /// <summary>The place so many kilometres away in a direction (radians, 0 is north); for distances small against the earth.</summary>
    public static (double Latitude, double Longitude) Near(double latitude, double longitude, double kilometres, double direction)
    {
        (double east, double north) = Math.SinCos(direction);
        double degrees = double.RadiansToDegrees(kilometres / EarthRadiusKm);
        return (latitude + (degrees * north), longitude + (degrees * east / Math.Cos(double.DegreesToRadians(latitude))));
    }
}
