using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>One layer of the models that a kernel trains, and where it reads and writes in a tile.</summary>
/// <param name="Inputs">Units read.</param>
/// <param name="Outputs">Units written.</param>
/// <param name="Stride">Of its weights and of what it writes: outputs padded.</param>
/// <param name="Activation">Linear where the loss is taken from the sums.</param>
/// <param name="WeightOffset">From the start of the model; the biases follow the weights.</param>
/// <param name="InputAt">In the tile.</param>
/// <param name="InputStride">Of what it reads.</param>
/// <param name="OutputAt">In the tile.</param>
internal readonly record struct TrainingLayer(
    int Inputs, int Outputs, int Stride, Activation Activation, int WeightOffset, int InputAt, int InputStride, int OutputAt)
{
    public int BiasOffset => WeightOffset + (Inputs * Stride);
}
