using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What the kernels of large models know of an architecture besides its layers.</summary>
internal readonly record struct WideShape(
    int Features, int Condition, int Latent, int IsGaussian, int RowStride, int CodeStride, int StoredFloats, int StoredErrorWeightOffset)
{
    public static WideShape Of(ModelArena arena)
    {
        Architecture architecture = arena.Architecture;
        return new WideShape(
            architecture.Features,
            architecture.Condition,
            architecture.Latent,
            architecture.LatentKind == LatentKind.Gaussian ? 1 : 0,
            architecture.RowStride,
            architecture.CodeStride,
            (int)(arena.SlotBytes / sizeof(float)),
            arena.Storage == WeightStorage.Float16 ? architecture.TrainableFloats / 2 : architecture.ErrorWeightOffset);
    }
}
