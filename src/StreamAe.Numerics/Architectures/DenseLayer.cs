namespace StreamAe.Numerics.Architectures;

/// <summary>
/// One fully connected layer: <c>out[o] = activation(bias[o] + Σᵢ in[i]·weights[i, o])</c>. Weights are input-major
/// <c>[Inputs × OutputStride]</c>, so the inner loop broadcasts one input and multiply-adds a vector of outputs.
/// </summary>
/// <param name="Inputs">Units read.</param>
/// <param name="Outputs">Units written.</param>
/// <param name="OutputStride"><paramref name="Outputs"/> rounded up to <see cref="Architecture.LaneFloats"/>; the padding weights are 0 and stay 0.</param>
/// <param name="Activation">Applied to every output.</param>
/// <param name="WeightOffset">First weight, in floats from the start of the slot.</param>
/// <param name="BiasOffset">First bias, likewise; <paramref name="OutputStride"/> of them.</param>
public readonly record struct DenseLayer(
    int Inputs,
    int Outputs,
    int OutputStride,
    Activation Activation,
    int WeightOffset,
    int BiasOffset);
