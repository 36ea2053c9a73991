using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>A layer of models too large for shared memory, and where its inputs and outputs lie.</summary>
/// <param name="Inputs">Units read.</param>
/// <param name="OutputStride">Units written, padding included.</param>
/// <param name="ReadStride">Floats from one row of the inputs to the next.</param>
/// <param name="WriteStride">Of the outputs.</param>
/// <param name="Activation">Of the outputs.</param>
/// <param name="WeightOffset">In floats from the start of the slot, halves counted as floats.</param>
/// <param name="BiasOffset">Likewise.</param>
/// <param name="StoredFloats">From one slot to the next, as it is stored.</param>
/// <param name="IsHalf">1 where the arena holds halves, else 0.</param>
internal readonly record struct WideLayer(
    int Inputs, int OutputStride, int ReadStride, int WriteStride, Activation Activation, int WeightOffset, int BiasOffset, int StoredFloats, int IsHalf);
