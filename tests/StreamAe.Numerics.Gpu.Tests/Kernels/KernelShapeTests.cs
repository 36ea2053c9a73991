using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Kernels;

namespace StreamAe.Numerics.Gpu.Tests.Kernels;

public sealed class KernelShapeTests
{
    public static TheoryData<int, int[], int, LatentKind, int> Shapes() => new()
    {
        { 8, [], 4, LatentKind.Deterministic, 0 },
        { 5, [], 3, LatentKind.Gaussian, 2 },
        { 38, [19], 9, LatentKind.Deterministic, 0 },
        { 33, [17, 9], 5, LatentKind.Gaussian, 7 },
        { 7, [9, 8, 6], 3, LatentKind.Gaussian, 0 },
        { 64, [33, 17, 9, 5], 2, LatentKind.Deterministic, 4 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_AnyArchitecture_LaysAModelOutAsTheArenaDoes(int features, int[] hidden, int latent, LatentKind kind, int condition)
    {
        var architecture = new Architecture(features, hidden, latent, kind, condition: condition);
        foreach (WeightStorage storage in Enum.GetValues<WeightStorage>())
        {
            KernelShape shape = KernelShape.Of(architecture, storage, tileRows: 4)!.Value;

            Assert.Equal(architecture.RowStride, shape.RowStride);
            Assert.Equal(architecture.TrainableFloats, shape.TrainableFloats);
            Assert.Equal(architecture.ErrorWeightOffset, shape.ErrorWeightOffset);
            Assert.Equal(architecture.SlotFloats, shape.SlotFloats);
            Assert.Equal(new ModelArena(architecture, storage: storage).SlotBytes, shape.StoredFloats * sizeof(float));
        }
    }

    [Fact]
    public void Of_MoreHiddenLayersThanKernelsHave_IsNone() =>
        Assert.Null(KernelShape.Of(new Architecture(9, [8, 7, 6, 5, 4], 3), WeightStorage.Float32, tileRows: 1));
}
