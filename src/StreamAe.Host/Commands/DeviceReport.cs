using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Host.Commands;

/// <summary>What could score rows on this machine: the answer of <c>streamae devices --json</c>.</summary>
/// <param name="SimdBits">Of the processor's vectors.</param>
/// <param name="Devices">Those that can be chosen, then the kinds of which there is none.</param>
/// <param name="Obstacle">Why no device can be asked for; null where they can.</param>
/// <param name="Auto">What compute: auto takes.</param>
internal sealed record DeviceReport(int SimdBits, IReadOnlyList<ComputeDevice> Devices, string? Obstacle, AutoCompute Auto)
{
    public static DeviceReport Make(PartCatalog parts)
    {
        ComputeChoice auto = ComputeChoice.Make(ComputeKind.Auto, device: 0, parts);
        bool isIncluded = parts.TryFind(PartNames.Gpu, m => m.Compute == PartNames.GpuCompute, out IComputeModule? gpu, out string obstacle);
        return new DeviceReport(
            SimdWidth.Bits,
            isIncluded ? gpu!.ListDevices() : [],
            isIncluded ? null : $"devices need the part {PartNames.Gpu}, which {obstacle}",
            new AutoCompute(auto.Name, auto.Device?.Number, auto.Description, auto.Obstacle));
    }
}
