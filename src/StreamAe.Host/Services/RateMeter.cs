namespace StreamAe.Host.Services;

/// <summary>A smoothed rate of a rising count; safe for concurrent use.</summary>
/// <param name="seconds">Time constant of the smoothing.</param>
/// <param name="count">Where it begins, at the time zero.</param>
internal sealed class RateMeter(double seconds, long count = 0)
{
    private readonly Lock _gate = new();
    private double _rate;
    private long _count = count;
    private TimeSpan _at;

    /// <summary>Counts a second.</summary>
    public double Update(long total, TimeSpan now)
    {
        lock (_gate)
        {
            double passed = (now - _at).TotalSeconds;
            if (passed > 0)
            {
                double weight = 1 - Math.Exp(-passed / seconds);
                _rate += weight * (((total - _count) / passed) - _rate);
                _count = total;
                _at = now;
            }

            return _rate;
        }
    }
}
