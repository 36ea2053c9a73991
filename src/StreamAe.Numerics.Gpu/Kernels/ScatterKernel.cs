using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>Puts models that came in one copy to their slots, a group a model.</summary>
internal static class ScatterKernel
{
    /// <param name="staged">[models × floats]</param>
    /// <param name="slots">[models]</param>
    /// <param name="models">[slots × floats]</param>
    /// <param name="floats">Of a stored model.</param>
    public static void Scatter(ArrayView<float> staged, ArrayView<int> slots, ArrayView<float> models, int floats)
    {
        long from = (long)Grid.IdxX * floats;
        long to = (long)slots[Grid.IdxX] * floats;
        for (int i = Group.IdxX; i < floats; i += Group.DimX)
        {
            models[to + i] = staged[from + i];
        }
    }
}
