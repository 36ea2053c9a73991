using System.Runtime.CompilerServices;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Sensors and price tags have a resolution. With at most six significant decimal digits a value written to a file and read
/// back is the same float.
/// </summary>
internal static class Resolution
{
    /// <summary>Rounds to a multiple of 1/<paramref name="stepsPerUnit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(double value, double stepsPerUnit) => (float)(Math.Round(value * stepsPerUnit) / stepsPerUnit);
}
