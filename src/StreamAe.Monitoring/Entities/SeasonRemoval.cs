using System.Runtime.InteropServices;
using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Takes the season away from an observation's encoded features: of every reconstructed number stands what is left of it, and behind the
/// encoded features what was expected, one after another, so that a person can be told the value. Immutable.
/// </summary>
internal sealed class SeasonRemoval
{
    private readonly int[] _features;
    private readonly int _encoded;

    public SeasonRemoval(FeatureEncoder encoder)
    {
        _encoded = encoder.Count;
        _features = [.. Enumerable.Range(0, encoder.ReconstructedCount).Where(encoder.IsNumber)];
    }

    /// <summary>Features that have a season.</summary>
    public int Count => _features.Length;

    /// <summary>Of an entity's profiles.</summary>
    public int Floats => _features.Length * SeasonalProfile.Floats;

    /// <param name="profiles">[<see cref="Floats"/>] of the entity, moved.</param>
    /// <param name="encoded">[F + <see cref="Count"/>] the numbers made residuals, what was expected written behind.</param>
    public void Remove(long eventTime, Span<float> profiles, Span<float> encoded)
    {
        int bin = SeasonalProfile.BinOf(eventTime);
        Span<SeasonalProfile> each = MemoryMarshal.Cast<float, SeasonalProfile>(profiles);
        for (int i = 0; i < _features.Length; i++)
        {
            ref float value = ref encoded[_features[i]];
            value = Math.Clamp(value, float.MinValue, float.MaxValue);
            double expected = each[i].Learn(bin, value);
            double residual = value - expected;
            value = double.IsNaN(residual) ? float.NaN : (float)Math.Clamp(residual, float.MinValue, float.MaxValue);
            encoded[_encoded + i] = (float)expected;
        }
    }

    /// <summary>Adds what was expected to residuals.</summary>
    /// <param name="encoded">[F + <see cref="Count"/>] as <see cref="Remove"/> left it.</param>
    /// <param name="residuals">[≥ reconstructed features]</param>
    public void Add(ReadOnlySpan<float> encoded, Span<float> residuals)
    {
        for (int i = 0; i < _features.Length; i++)
        {
            residuals[_features[i]] += encoded[_encoded + i];
        }
    }
}
