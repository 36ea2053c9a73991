using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Features.Scaling;

/// <summary>μ and σ of a feature's training values, as a kind of scale takes them.</summary>
internal static class ScaleFit
{
    /// <summary>Below this a spread is rounding noise of a constant feature; it is taken as 1, so z counts source units.</summary>
    private const double MinSpread = 1e-8;

    /// <param name="values">Without those that are missing; sorted here. Without any, μ = 0 and σ = 1.</param>
    /// <returns>σ is above 0 and finite.</returns>
    public static (float Centre, float Spread) Of(Span<float> values, InputScale scale)
    {
        if (values.IsEmpty)
        {
            return (0, 1);
        }

        values.Sort();
        if (scale == InputScale.Asinh)
        {
            return RobustFit.OfAsinh(values);
        }

        (double centre, double spread) = scale == InputScale.Robust ? RobustFit.Of(values) : CentralFit.Of(values, scale == InputScale.MinMax);
        if (scale == InputScale.Robust && spread < MinSpread)
        {
            // More than the middle half stands still: what moves does so by its standard deviation.
            spread = CentralFit.Of(values, isRange: false).Spread;
        }

        return ((float)centre, spread < MinSpread || !float.IsFinite((float)spread) ? 1 : (float)spread);
    }
}
