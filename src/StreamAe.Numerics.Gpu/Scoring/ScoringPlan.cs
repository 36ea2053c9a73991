using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>How a device scores the models of one architecture.</summary>
/// <param name="Single">For runs of fewer rows than <see cref="FewRows"/>; null where shared memory does not hold a model.</param>
/// <param name="Tiled">For longer ones; null likewise.</param>
/// <param name="SingleThreads">Of a group.</param>
/// <param name="TiledThreads">Of a group.</param>
internal sealed record ScoringPlan(KernelShape? Single, KernelShape? Tiled, int SingleThreads, int TiledThreads)
{
    /// <summary>Shorter runs are one warp's work: more of its threads would wait.</summary>
    public const int FewRows = 2;

    /// <summary>Rows a group takes at most: longer runs are several groups' work.</summary>
    public const int MostRowsARun = 64;

    private const int MostTileRows = 16;
    private const int MostThreads = 256;

    public bool IsWide => Tiled is null;

    public static ScoringPlan For(GpuDevice device, Architecture architecture, WeightStorage storage)
    {
        int warp = Math.Max(1, device.Accelerator.WarpSize);
        KernelShape? single = Fitting(device, architecture, storage, tileRows: 1);
        KernelShape? tiled = null;
        for (int rows = MostTileRows; rows >= KernelShape.RowsAThread && tiled is null; rows /= 2)
        {
            tiled = Fitting(device, architecture, storage, rows);
        }

        tiled ??= single;

        // A thread for every output of a block of rows; what is missing to whole warps would be idle.
        int pairs = tiled is null ? warp : architecture.MaxStride * Math.Max(1, tiled.Value.TileRows / KernelShape.RowsAThread);
        int threads = Math.Clamp((pairs + warp - 1) / warp * warp, warp, MostThreads);
        return new ScoringPlan(single, tiled, device.GroupSize(warp), device.GroupSize(threads));
    }

    private static KernelShape? Fitting(GpuDevice device, Architecture architecture, WeightStorage storage, int tileRows)
    {
        // Widths that would overflow the sums below are far too large for shared memory.
        if (architecture.SlotFloats > device.SharedFloats || architecture.MaxStride > device.SharedFloats)
        {
            return null;
        }

        return KernelShape.Of(architecture, storage, tileRows) is KernelShape shape && shape.SharedFloats <= device.SharedFloats ? shape : null;
    }
}
