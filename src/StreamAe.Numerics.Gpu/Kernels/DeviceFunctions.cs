using ILGPU.Frontend.Intrinsic;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What kernels call that ILGPU knows no device's instruction for.</summary>
internal static class DeviceFunctions
{
    private static readonly Lazy<bool> Remapped = new(() =>
    {
        RemappedIntrinsics.AddRemapping(
            typeof(MathF), typeof(DeviceFunctions), nameof(FusedMultiplyAdd), typeof(float), typeof(float), typeof(float));
        return true;
    });

    /// <summary>Before the first kernel is compiled. Once a process.</summary>
    public static void Register() => _ = Remapped.Value;

    /// <summary>
    /// In place of <see cref="MathF.FusedMultiplyAdd"/>: compilers of devices fuse a product and a sum that are not told how to round. The processor
    /// that plays a device calls the real one.
    /// </summary>
    public static float FusedMultiplyAdd(float a, float b, float c) => (a * b) + c;
}
