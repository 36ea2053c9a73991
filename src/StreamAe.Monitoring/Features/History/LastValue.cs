using System.Diagnostics;

namespace StreamAe.Monitoring.Features.History;

/// <summary>The value of a field in the entity's row before. State: [value][1 where it is known]; zeros are nothing seen.</summary>
internal readonly ref struct LastValue
{
    public const int Floats = 2;

    private readonly Span<float> _state;

    public LastValue(Span<float> state)
    {
        Debug.Assert(state.Length == Floats, "A last value has a state of its own length.");
        _state = state;
    }

    /// <summary>What a value is more than the one before, which it is then; NaN where either is missing: what a gap hid is not made up.</summary>
    public double MoveTo(float value)
    {
        bool isKnown = float.IsFinite(value);
        double change = isKnown && _state[1] != 0 ? value - (double)_state[0] : double.NaN;
        (_state[0], _state[1]) = isKnown ? (value, 1) : (0, 0);
        return change;
    }
}
