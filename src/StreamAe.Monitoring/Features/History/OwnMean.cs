using System.Diagnostics;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// The robust mean μ of an entity's own positive values, all of its history: a value a enters with weight w = 1 while a ÷ μ is below
/// G = 2.5 + 3 ÷ (n + 1), else (G·μ ÷ a)², so that what is far above what is usual hardly moves it; n is the sum of the weights. The mean
/// begins at a prior that counts as <see cref="PriorWeight"/> values, or at the entity's first value. State: [μ][n]; zeros are nothing seen.
/// </summary>
internal readonly ref struct OwnMean
{
    public const int Floats = 2;

    /// <summary>k₀: the study found 3 to 10 alike.</summary>
    public const float PriorWeight = 5;

    private const float GateFloor = 2.5f;
    private const float GateWidening = 3;

    // Whole floats end at 2²⁴; a mean of a million values moves no more anyway.
    private const float LargestCount = 1 << 20;

    private readonly Span<float> _state;
    private readonly float _prior;

    /// <param name="prior">NaN where the entity's first value is it.</param>
    public OwnMean(Span<float> state, float prior)
    {
        Debug.Assert(state.Length == Floats, "A mean has a state of its own length.");
        _state = state;
        _prior = prior;
    }

    /// <summary>What is usual so far; NaN where nothing is known.</summary>
    public float Value => _state[1] > 0 ? _state[0] : _prior;

    /// <summary>Learns a value; what is not above 0, or missing, says nothing.</summary>
    public void Add(float value)
    {
        if (!(value > 0 && value < float.MaxValue))
        {
            return;
        }

        ref float mean = ref _state[0];
        ref float count = ref _state[1];
        if (count == 0)
        {
            mean = float.IsNaN(_prior) ? value : _prior;
        }

        float gate = GateFloor + (GateWidening / (count + 1));
        float ratio = value / mean;
        float weight = ratio < gate ? 1 : gate / ratio * (gate / ratio);
        mean += weight / (count + (float.IsNaN(_prior) ? 0 : PriorWeight) + 1) * (value - mean);
        count = Math.Min(count + weight, LargestCount);
    }
}
