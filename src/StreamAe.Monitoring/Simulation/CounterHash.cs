using System.Runtime.CompilerServices;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Counter-based randomness: the number at index i of a key is a function of (key, i) alone, so that any event can be made
/// without making the ones before it. The mixer is SplitMix64's (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014).
/// </summary>
internal static class CounterHash
{
    /// <summary>2⁶⁴ divided by the golden ratio, odd: SplitMix64's increment.</summary>
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Standard deviation of the sum of four uniform 16-bit numbers.</summary>
    private const float FourLaneDeviation = 37837.2f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>The number at <paramref name="counter"/> of the sequence <paramref name="key"/>; also makes keys of sub-sequences.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ulong key, long counter) => Mix(key + ((ulong)counter + 1) * Golden);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Nearly normal with mean 0 and variance 1 from one hash: the sum of its four 16-bit lanes. Tails end at ±3.46, which suits
    /// sensor noise: one extreme in a million would be an unlabelled anomaly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Bell(ulong hash)
    {
        uint sum = (uint)(hash & 0xFFFF) + (uint)((hash >> 16) & 0xFFFF) + (uint)((hash >> 32) & 0xFFFF) + (uint)(hash >> 48);
        return ((int)sum - 131_070) * (1f / FourLaneDeviation);
    }

    /// <summary>
    /// Standard normal by the inverse distribution function: Acklam's rational approximation, relative error below 1.2e-9.
    /// </summary>
    public static double Normal(ulong hash)
    {
        // The offset keeps p strictly inside (0, 1).
        double p = ((hash >> 12) + 0.5) * (1.0 / (1UL << 52));
        const double Tail = 0.02425;
        if (p < Tail)
        {
            return TailQuantile(p);
        }

        if (p > 1 - Tail)
        {
            return -TailQuantile(1 - p);
        }

        double q = p - 0.5;
        double r = q * q;
        double numerator = ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
            + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239e+00;
        double denominator = ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
            + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1;
        return numerator * q / denominator;
    }

    private static double TailQuantile(double p)
    {
        double q = Math.Sqrt(-2 * Math.Log(p));
        double numerator = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
            - 2.549732539343734e+00) * q + 4.374664141464968e+00) * q + 2.938163982698783e+00;
        double denominator = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
            + 3.754408661907416e+00) * q + 1;
        return numerator / denominator;
    }
}
