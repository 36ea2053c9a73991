using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Services;

/// <summary>The compute backend of a service.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Create">Makes a scorer.</param>
/// <param name="Obstacle">Why a faster one was passed over; null where none was.</param>
internal sealed record ComputeChoice(string Name, Func<IScorer> Create, string? Obstacle)
{
    public static ComputeChoice Make(ComputeKind kind, PartCatalog parts)
    {
        if (kind is ComputeKind.Scalar)
        {
            return new ComputeChoice("scalar", () => new ScalarScorer(), null);
        }

        if (kind is ComputeKind.Simd)
        {
            return new ComputeChoice("simd", () => new SimdScorer(), null);
        }

        if (!parts.TryFind(PartNames.Gpu, m => m.Compute == PartNames.GpuCompute, out IComputeModule? gpu, out string obstacle))
        {
            return new ComputeChoice("simd", () => new SimdScorer(), $"the part {PartNames.Gpu} {obstacle}");
        }

        return gpu!.FindObstacle() is string reason
            ? new ComputeChoice("simd", () => new SimdScorer(), reason)
            : new ComputeChoice(gpu.Compute, () => gpu.CreateScorer(new ComputeSetup(TimeProvider.System, _ => { })), null);
    }
}
