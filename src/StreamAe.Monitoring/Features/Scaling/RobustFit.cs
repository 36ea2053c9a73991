namespace StreamAe.Monitoring.Features.Scaling;

/// <summary>The median, and a spread that outliers do not move: that of the middle half, which is a standard deviation where values are normal.</summary>
internal static class RobustFit
{
    private const double NormalQuartiles = 1.349;

    /// <summary>
    /// IQR ÷ 1.349. Up to a quarter of the values may be anything; the median absolute deviation would bear half, and is 0 more often: where more
    /// than half of the values are the same but lie at one end, as a flow that is mostly off.
    /// </summary>
    /// <param name="sorted">At least one.</param>
    /// <returns>A spread of 0 where the middle half is one value.</returns>
    public static (double Centre, double Spread) Of(ReadOnlySpan<float> sorted)
    {
        int last = sorted.Length - 1;
        double middleHalf = sorted[(int)(0.75 * last)] - (double)sorted[(int)(0.25 * last)];
        return (sorted[sorted.Length / 2], middleHalf / NormalQuartiles);
    }

    /// <summary>
    /// The same centre, and the largest of that spread, a quarter of the standard deviation of the values brought within their central 98 %, and a
    /// thousandth of the median: a series that mostly stands still has a scale too, and asinh bears one that is too small for its bursts.
    /// </summary>
    public static (float Centre, float Spread) OfAsinh(ReadOnlySpan<float> sorted)
    {
        const double DeviationShare = 0.25, CentreShare = 1e-3, Least = 1e-9;
        (double centre, double middleHalf) = Of(sorted);
        int last = sorted.Length - 1;
        double low = sorted[(int)(0.01 * last)], high = sorted[(int)(0.99 * last)];
        double mean = 0, squares = 0;
        int count = 0;
        foreach (float value in sorted)
        {
            double kept = Math.Clamp(value, low, high);
            count++;
            double step = kept - mean;
            mean += step / count;
            squares += step * (kept - mean);
        }

        double spread = Math.Max(Math.Max(middleHalf, DeviationShare * Math.Sqrt(squares / count)), Math.Max(CentreShare * Math.Abs(centre), Least));
        return ((float)centre, float.IsFinite((float)spread) ? (float)spread : 1);
    }
}
