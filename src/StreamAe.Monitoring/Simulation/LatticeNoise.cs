using System.Runtime.CompilerServices;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Smooth noise that can be read at any time without its past: nearly normal numbers at the integers, joined by the cubic
/// 3f² − 2f³, so that the curve and its slope are continuous. Variance 1 at the integers, ½ half way. Sums of several scales
/// take the place of autoregressive noise, which could only be made from the start.
/// </summary>
internal static class LatticeNoise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(ulong key, double x)
    {
        double floor = Math.Floor(x);
        double f = x - floor;
        double left = CounterHash.Bell(CounterHash.At(key, (long)floor));
        double right = CounterHash.Bell(CounterHash.At(key, (long)floor + 1));
        return left + (right - left) * f * f * (3 - 2 * f);
    }

    /// <summary>The noise and its exact derivative: a quantity and the rate that integrates to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Value, double Slope) WithSlope(ulong key, double x)
    {
        double floor = Math.Floor(x);
        double f = x - floor;
        double left = CounterHash.Bell(CounterHash.At(key, (long)floor));
        double right = CounterHash.Bell(CounterHash.At(key, (long)floor + 1));
        return (left + (right - left) * f * f * (3 - 2 * f), (right - left) * 6 * f * (1 - f));
    }
}
