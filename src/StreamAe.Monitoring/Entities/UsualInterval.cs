using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Entities;

/// <summary>What an entity's usual interval is, and which gaps are a silence.</summary>
internal static class UsualInterval
{
    /// <summary>Share of a new interval in the usual one; the usual is settled after about this many observations' inverse.</summary>
    private const float Rate = 0.05f;

    // A single interval moves the usual one as if it were at most this many times as long.
    private const float Reach = 3;

    private const int MinIntervals = 20;

    /// <summary>Learns the interval before an observation; returns how many times as long as usual it was where that makes a silence, else 0.</summary>
    /// <param name="factor">A gap of so many usual intervals is a silence; 0 is off.</param>
    public static float Update(ref EntityState state, double factor, long eventTime)
    {
        if (state.LastEventTime == long.MinValue || eventTime < state.LastEventTime)
        {
            return 0;
        }

        float interval = (float)EventTime.ToSeconds(eventTime - state.LastEventTime);
        float usual = state.UsualInterval;
        if (usual == 0)
        {
            state.UsualInterval = interval;
            return 0;
        }

        state.UsualInterval = usual + (Rate * (Math.Min(interval, Reach * usual) - usual));
        return factor > 0 && state.Observations > MinIntervals && interval > factor * usual ? interval / usual : 0;
    }
}
