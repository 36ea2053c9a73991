namespace StreamAe.Numerics.Vectors;

/// <summary>What the loops of one product share; see <see cref="DenseKernel.Forward"/>.</summary>
internal readonly unsafe struct DenseTile(
    float* input,
    int inputStride,
    float* weights,
    float* bias,
    float* output,
    int outputStride,
    int inputs,
    int outputs)
{
    public readonly float* Input = input;
    public readonly int InputStride = inputStride;
    public readonly float* Weights = weights;
    public readonly float* Bias = bias;
    public readonly float* Output = output;
    public readonly int OutputStride = outputStride;
    public readonly int Inputs = inputs;

    /// <summary>Padded outputs, which is also the stride of the weights.</summary>
    public readonly int Outputs = outputs;
}
