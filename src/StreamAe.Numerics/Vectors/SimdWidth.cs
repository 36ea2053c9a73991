using System.Runtime.Intrinsics;

namespace StreamAe.Numerics.Vectors;

/// <summary>The widest vectors this process uses: what the hardware accelerates, or less where <c>STREAMAE_SIMD</c> says so.</summary>
public static class SimdWidth
{
    /// <summary>Environment variable: 512, 256 or 128.</summary>
    public const string Variable = "STREAMAE_SIMD";

    /// <summary>512, 256 or 128. Read once: the JIT turns it into a constant.</summary>
    public static int Bits { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    internal static int Choose(string? wish)
    {
        int hardware = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return wish switch
        {
            null or "" => hardware,
            "512" or "256" or "128" => Math.Min(hardware, int.Parse(wish)),
            _ => throw new ArgumentException($"{Variable}={wish}: must be 512, 256 or 128; unset it to use what the processor has."),
        };
    }
}
