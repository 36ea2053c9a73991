using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Tests.Modules;

public sealed class PartCatalogTests
{
    private static readonly string Here = typeof(PartCatalogTests).Assembly.GetName().Name!;

    private static readonly PartCatalog Included = new([new Part("Gpu", "included", Here), new Part("Tpu", "included", Here)]);

    [Fact]
    public void OfThisBuild_KnowsEveryPartWithItsAssembly()
    {
        IReadOnlyList<Part> parts = PartCatalog.OfThisBuild().Parts;
        Assert.Equal(["Console", "Gpu", "KafkaNative", "Orleans"], parts.Select(p => p.Name));
        Assert.Equal(["", "StreamAe.Numerics.Gpu", "StreamAe.Kafka", "StreamAe.Orleans"], parts.Select(p => p.AssemblyName));
        Assert.All(parts, part => Assert.Equal(part.IsIncluded, !part.Status.StartsWith("left out: ")));
    }

    [Fact]
    public void TryFind_OfAnIncludedPart_FindsItsOwnModule()
    {
        Assert.True(Included.TryFind("Gpu", _ => true, out IComputeModule? module, out string obstacle));
        Assert.IsType<TestGpuModule>(module);
        Assert.Equal("", obstacle);
    }

    [Theory]
    [InlineData("Gpu", "left out: the package source does not carry ILGPU", "", "this build lacks (left out: the package source does not carry ILGPU)")]
    [InlineData("Other", "included", "", "this version does not know")]
    [InlineData("Gpu", "included", "No.Such.Assembly", "was built and cannot be loaded")]
    [InlineData("Gpu", "included", "System.Private.CoreLib", "does not offer it (no IComputeModule in System.Private.CoreLib)")]
    public void TryFind_WithoutAModule_SaysWhy(string name, string status, string assembly, string expected)
    {
        var catalog = new PartCatalog([new Part(name, status, assembly)]);
        Assert.False(catalog.TryFind("Gpu", _ => true, out IComputeModule? module, out string obstacle));
        Assert.Null(module);
        Assert.StartsWith(expected, obstacle);
    }

    [Fact]
    public void TryFind_OfAKindThePartDoesNotBring_SaysSo()
    {
        Assert.False(Included.TryFind("Gpu", _ => true, out IRuntimeModule? _, out string obstacle));
        Assert.Equal($"does not offer it (no IRuntimeModule in {Here})", obstacle);
    }

    [Fact]
    public void Compute_Auto_TakesTheGpuWhereThePartIsIncluded()
    {
        ComputeChoice choice = ComputeChoice.Make(ComputeKind.Auto, device: 0, Included);
        Assert.Equal(("gpu", null), (choice.Name, choice.Obstacle));
        Assert.Equal("scalar", choice.Create(TimeProvider.System, _ => { }, _ => { }).Name);
    }

    [Theory]
    [InlineData("auto", "simd")]
    [InlineData("simd", "simd")]
    [InlineData("scalar", "scalar")]
    public void Compute_WithoutTheGpuPart_TakesTheProcessor(string asked, string expected)
    {
        ComputeChoice choice = ComputeChoice.Make(Enum.Parse<ComputeKind>(asked, ignoreCase: true), device: 0, new PartCatalog([]));
        Assert.Equal(expected, choice.Name);
        Assert.Equal(expected, choice.Create(TimeProvider.System, _ => { }, _ => { }).Name);
        Assert.Equal(asked == "auto", choice.Obstacle is not null);
    }
}
