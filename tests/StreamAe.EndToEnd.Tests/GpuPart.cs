using StreamAe.Host.Modules;

namespace StreamAe.EndToEnd.Tests;

/// <summary>Tests of the compute backend that not every build has.</summary>
internal static class GpuPart
{
    public static Part Part => PartCatalog.OfThisBuild().Parts.Single(p => p.Name == PartNames.Gpu);
}
