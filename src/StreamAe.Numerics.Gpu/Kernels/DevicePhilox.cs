using ILGPU;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>The numbers of <see cref="PhiloxRandom"/> by their place in the sequence: every thread draws those it needs, in any order.</summary>
internal static class DevicePhilox
{
    private const float ToUnit = 1f / (1 << 24);
    private const float HalfPi = 1.57079633f;

    // √½ as bits: mantissas are taken from here up to √2, where the logarithm is smallest.
    private const uint SqrtHalfBits = 0x3F3504F3;
    private const float Ln2 = 0.693147181f;

    /// <summary>Number <paramref name="index"/>, from 0, of <see cref="PhiloxRandom.NextUInt32"/>.</summary>
    public static uint Number(ulong seed, ulong stream, long index)
    {
        PhiloxRandom.UInt4 block = PhiloxRandom.Block(seed, stream, (ulong)(index >> 2));
        int place = (int)(index & 3);
        return place == 0 ? block.X : place == 1 ? block.Y : place == 2 ? block.Z : block.W;
    }

    /// <summary>What <see cref="PhiloxRandom.NextInt32"/> makes of a number.</summary>
    public static int Below(uint number, int exclusiveMax) => (int)(((ulong)number * (uint)exclusiveMax) >> 32);

    /// <summary>
    /// Draw <paramref name="index"/>, from 0, of <see cref="PhiloxRandom.NextGaussian"/> where nothing else is drawn, within 2e-6: logarithm and
    /// cosine are our own, because those of devices are coarse near 1, where the square root would be of a negative number.
    /// </summary>
    public static float Gaussian(ulong seed, ulong stream, long index)
    {
        PhiloxRandom.UInt4 block = PhiloxRandom.Block(seed, stream, (ulong)(index >> 1));
        bool isFirst = (index & 1) == 0;
        uint a = isFirst ? block.X : block.Z;
        uint b = isFirst ? block.Y : block.W;

        // 24 bits: signed and unsigned are the same, and the signed ones become a float without a detour through double.
        float u = ((int)(a >> 8) + 1) * ToUnit;
        return LanesGpu.Sqrt(-2 * Log(u)) * CosTurns((int)(b >> 8) * ToUnit);
    }

    /// <summary>ln u for u in (0, 1], 0 at 1 and never above: 2·artanh((m − 1)/(m + 1)) of the mantissa, its series to the 11th power, within 2e-7 relative.</summary>
    internal static float Log(float u)
    {
        uint bits = Interop.FloatAsInt(u) - SqrtHalfBits;
        int exponent = (int)bits >> 23;
        float m = Interop.IntAsFloat((bits & 0x7FFFFF) + SqrtHalfBits);
        float s = (m - 1) / (m + 1);
        float z = s * s;
        float sum = LanesGpu.MultiplyAdd(2f / 11, z, 2f / 9);
        sum = LanesGpu.MultiplyAdd(sum, z, 2f / 7);
        sum = LanesGpu.MultiplyAdd(sum, z, 2f / 5);
        sum = LanesGpu.MultiplyAdd(sum, z, 2f / 3);
        sum = LanesGpu.MultiplyAdd(sum, z, 2f);
        return LanesGpu.MultiplyAdd(exponent, Ln2, s * sum);
    }

    /// <summary>cos 2πv for v in [0, 1): the quarter turn is taken off without rounding, and the rest, at most π/4, goes into Taylor's series.</summary>
    internal static float CosTurns(float v)
    {
        float quarters = 4 * v;
        float whole = LanesGpu.Round(quarters);
        float x = (quarters - whole) * HalfPi;
        float z = x * x;
        float cosine = LanesGpu.MultiplyAdd(-1f / 3_628_800, z, 1f / 40_320);
        cosine = LanesGpu.MultiplyAdd(cosine, z, -1f / 720);
        cosine = LanesGpu.MultiplyAdd(cosine, z, 1f / 24);
        cosine = LanesGpu.MultiplyAdd(cosine, z, -0.5f);
        cosine = LanesGpu.MultiplyAdd(cosine, z, 1f);
        float sine = LanesGpu.MultiplyAdd(1f / 362_880, z, -1f / 5040);
        sine = LanesGpu.MultiplyAdd(sine, z, 1f / 120);
        sine = LanesGpu.MultiplyAdd(sine, z, -1f / 6);
        sine = LanesGpu.MultiplyAdd(sine, z, 1f);
        sine *= x;
        int quarter = (int)whole & 3;
        return quarter == 0 ? cosine : quarter == 1 ? -sine : quarter == 2 ? -cosine : sine;
    }
}
