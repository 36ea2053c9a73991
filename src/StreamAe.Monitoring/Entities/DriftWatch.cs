using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Whether an entity behaves otherwise than when its model was trained: lasting changes of the mean surprise (upwards alone: less surprise is
/// no trouble) and of the mean size of its standardised inputs (both ways). All zeros is the state of nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DriftWatch
{
    /// <summary>One odd row is an anomaly, no drift: more surprise than this counts as this.</summary>
    private const float LargestSurprise = 3;

    /// <summary>The same of an input's size, in standard deviations.</summary>
    private const float LargestInput = 5;

    private PageHinkley _surprise;
    private PageHinkley _inputs;

    public static int Floats => Unsafe.SizeOf<DriftWatch>() / sizeof(float);

    /// <summary>Takes a judged row in; true where it tells of a change, once: it begins anew then.</summary>
    /// <param name="row">[F] the standardised inputs of the newest observation.</param>
    public bool Take(OnDriftDefinition definition, float surprise, ReadOnlySpan<float> row)
    {
        float tolerance = (float)definition.Tolerance;
        if (float.IsFinite(surprise))
        {
            _surprise.Add(Math.Min(surprise, LargestSurprise), tolerance);
        }

        float size = SizeOf(row);
        if (float.IsFinite(size))
        {
            _inputs.Add(size, tolerance);
        }

        float threshold = (float)definition.Threshold;
        bool isChanged = (_surprise.Count >= definition.MinRows && _surprise.Rise > threshold)
            || (_inputs.Count >= definition.MinRows && Math.Max(_inputs.Rise, _inputs.Fall) > threshold);
        if (isChanged)
        {
            this = default;
        }

        return isChanged;
    }

    /// <summary>Mean absolute value of what was observed; NaN where nothing was.</summary>
    private static float SizeOf(ReadOnlySpan<float> row)
    {
        float sum = 0;
        int count = 0;
        foreach (float value in row)
        {
            if (!Features.Unobserved.Is(value))
            {
                sum += Math.Min(Math.Abs(value), LargestInput);
                count++;
            }
        }

        return sum / count;
    }
}
