namespace StreamAe.Monitoring.Features.Scaling;

/// <summary>Mean and standard deviation, or smallest value and range, of all values but wild ones.</summary>
internal static class CentralFit
{
    // A value this many central ranges away from the central 99.8 % is a wild one (1e38 from a broken sensor): it may not set the scale.
    private const double WildRanges = 100;
    private const double CentralTail = 0.001;

    // From this many values on, at least the smallest and the largest stay out of the central range: in a short history 0.1 % is no value
    // at all, and one broken reading would set the scale.
    private const int MinValuesToTrim = 10;

    /// <param name="sorted">At least one.</param>
    /// <param name="isRange">Smallest value and range, in place of mean and standard deviation.</param>
    public static (double Centre, double Spread) Of(ReadOnlySpan<float> sorted, bool isRange)
    {
        int tail = Math.Max((int)(sorted.Length * CentralTail), sorted.Length < MinValuesToTrim ? 0 : 1);
        double low = sorted[tail], high = sorted[sorted.Length - 1 - tail];
        double reach = WildRanges * Math.Max(high - low, 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)));
        double mean = 0, squares = 0;
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
        int count = 0;

        // Welford (1962): no cancellation where the mean is large beside the deviation.
        foreach (float value in sorted)
        {
            if (reach > 0 && (value < low - reach || value > high + reach))
            {
                continue;
            }

            count++;
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
            double step = value - mean;
            mean += step / count;
            squares += step * (value - mean);
        }

        return isRange ? (smallest, largest - smallest) : (mean, Math.Sqrt(squares / count));
    }
}
