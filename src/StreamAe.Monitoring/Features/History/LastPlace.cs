using System.Diagnostics;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// Where an entity was seen last, and how long ago. State: [latitude][longitude][seconds since][1 where a place is known]; zeros are nothing
/// seen.
/// </summary>
internal readonly ref struct LastPlace
{
    public const int Floats = 4;

    // Two places at the same minute are no journey: clocks and places are not that exact.
    private const float ShortestHours = 5f / 60;

    private readonly Span<float> _state;

    public LastPlace(Span<float> state)
    {
        Debug.Assert(state.Length == Floats, "A place has a state of its own length.");
        _state = state;
    }

    /// <summary>km/h from the last known place to this one, which is the last one then; 0 where either is not known: nothing has moved then.</summary>
    /// <param name="seconds">Since the event before.</param>
    public float MoveTo(float latitude, float longitude, float seconds)
    {
        _state[2] += seconds;
        if (!(Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 360))
        {
            return 0;
        }

        float speed = _state[3] == 0
            ? 0
            : (float)GreatCircle.Kilometres(_state[0], _state[1], latitude, longitude) / Math.Max(_state[2] / 3600, ShortestHours);
        (_state[0], _state[1], _state[2], _state[3]) = (latitude, longitude, 0, 1);
        return speed;
    }
}
