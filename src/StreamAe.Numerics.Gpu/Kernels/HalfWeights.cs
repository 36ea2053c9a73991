using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>IEEE 754 binary16 as <see cref="Vectors.HalfKernel"/> widens it: subnormal halves become 0.</summary>
internal static class HalfWeights
{
    // Exponents are biased by 15 in halves and by 127 in floats.
    private const uint Rebias = (127 - 15) << 23;

    /// <summary>One of the two halves that lie in a float's place.</summary>
    /// <param name="place">0 for the lower, 1 for the upper.</param>
    public static float Widen(float pair, int place)
    {
        uint bits = (Interop.FloatAsInt(pair) >> (16 * place)) & 0xFFFF;
        uint magnitude = bits & 0x7FFF;
        uint sign = (bits & 0x8000) << 16;
        return Interop.IntAsFloat(magnitude < 0x0400 ? sign : sign | ((magnitude << 13) + Rebias));
    }
}
