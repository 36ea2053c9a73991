using System.Numerics.Tensors;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// The three products of one layer's training step over a batch: outputs, weight gradient, input gradient. Wide layers (10⁴ to 10⁶ units)
/// go in blocks that stay in the second-level cache; layers below the block sizes are one block, summed as the unblocked product sums.
/// </summary>
internal sealed unsafe class BlockedProducts
{
    /// <summary>Inputs a block: times the 32 columns a kernel takes at once, 256 KiB of weights.</summary>
    internal const int BlockInputs = 2048;

    /// <summary>Weights transposed at a time: 256 KiB.</summary>
    private const int TransposedFloats = 1 << 16;

    /// <summary>Below this many outputs a transposed block would spend its time on bookkeeping.</summary>
    private const int MinBlockOutputs = 16;

    private readonly AlignedFloats _transposed;
    private readonly AlignedFloats _partial;
    private readonly AlignedFloats _unusedBias;

    public BlockedProducts(Architecture architecture, int maxRows)
    {
        Workspace floats = FloatsFor(architecture, maxRows);
        _transposed = new AlignedFloats(floats.Transposed);
        _partial = new AlignedFloats(floats.Partial);
        _unusedBias = new AlignedFloats(floats.UnusedBias);
    }

    /// <summary>What a workspace holds, in floats.</summary>
    public static Workspace FloatsFor(Architecture architecture, int maxRows)
    {
        long transposed = 0, partial = 0;
        int unusedBias = 0;
        for (int l = 0; l < architecture.Layers.Length; l++)
        {
            DenseLayer layer = architecture.Layers[l];
            unusedBias = Math.Max(unusedBias, layer.OutputStride);
            if (layer.Inputs > BlockInputs)
            {
                partial = Math.Max(partial, (long)maxRows * layer.OutputStride);
            }

            if (l > 0)
            {
                int stride = Pad(layer.Inputs);
                int block = BlockOutputs(layer.Outputs, stride);
                transposed = Math.Max(transposed, (long)block * stride);
                if (block < layer.Outputs)
                {
                    partial = Math.Max(partial, (long)maxRows * stride);
                }
            }
        }

        return new Workspace(transposed, partial, unusedBias);
    }

    public static int Pad(int width) => (width + Architecture.LaneFloats - 1) / Architecture.LaneFloats * Architecture.LaneFloats;

    /// <summary><c>output[r, o] = activation(bias[o] + Σᵢ input[r, i]·weights[i, o])</c>; a null bias is 0.</summary>
    public void Forward(
        in DenseLayer layer, float* input, int inputStride, float* weights, float* bias, float* output, int rows, Activation activation)
    {
        int stride = layer.OutputStride;
        if (layer.Inputs <= BlockInputs)
        {
            DenseKernel.Forward(input, inputStride, weights, bias, output, stride, rows, layer.Inputs, stride, activation);
            return;
        }

        DenseKernel.Forward(input, inputStride, weights, bias, output, stride, rows, BlockInputs, stride, Activation.Linear);
        for (int i = BlockInputs; i < layer.Inputs; i += BlockInputs)
        {
            int inputs = Math.Min(BlockInputs, layer.Inputs - i);
            DenseKernel.Forward(
                input + i, inputStride, weights + ((nint)i * stride), null, _partial.Pointer, stride, rows, inputs, stride, Activation.Linear);
            AddPartial(output, rows * stride);
        }

        ActivationKernel.Apply(activation, output, stride, rows, stride);
    }

    /// <summary><c>gradient[i, o] += Σ_r input[r, i]·delta[r, o]</c> and <c>biasGradient[o] += Σ_r delta[r, o]</c>; a null bias gradient is not wanted.</summary>
    public void AccumulateGradient(
        in DenseLayer layer, float* input, int inputStride, float* delta, float* gradient, float* biasGradient, int rows)
    {
        int stride = layer.OutputStride;
        for (int i = 0; i < layer.Inputs; i += BlockInputs)
        {
            int inputs = Math.Min(BlockInputs, layer.Inputs - i);
            float* bias = i == 0 && biasGradient != null ? biasGradient : _unusedBias.Pointer;
            DenseKernel.AccumulateGradient(input + i, inputStride, delta, stride, gradient + ((nint)i * stride), bias, rows, inputs, stride);
        }
    }

    /// <summary>
    /// <c>inputDelta[r, i] = Σ_o delta[r, o]·weights[i, o]</c> for the first <paramref name="inputs"/> inputs, [rows × padded inputs], padding
    /// 0: a forward product with the transposed weights, so many outputs at a time.
    /// </summary>
    public void BackPropagate(in DenseLayer layer, float* delta, float* weights, float* inputDelta, int rows, int inputs)
    {
        int stride = Pad(inputs);
        int block = BlockOutputs(layer.Outputs, Pad(layer.Inputs));
        for (int o = 0; o < layer.Outputs; o += block)
        {
            int outputs = Math.Min(block, layer.Outputs - o);
            TransposeKernel.Transpose(weights + o, layer.OutputStride, inputs, outputs, _transposed.Pointer, stride);
            DenseKernel.Forward(
                delta + o,
                layer.OutputStride,
                _transposed.Pointer,
                null,
                o == 0 ? inputDelta : _partial.Pointer,
                stride,
                rows,
                outputs,
                stride,
                Activation.Linear);
            if (o > 0)
            {
                AddPartial(inputDelta, rows * stride);
            }
        }
    }

    private static int BlockOutputs(int outputs, int inputStride) =>
        Math.Min(outputs, Math.Max(MinBlockOutputs, TransposedFloats / inputStride));

    private void AddPartial(float* sums, int count)
    {
        var target = new Span<float>(sums, count);
        TensorPrimitives.Add(target, new ReadOnlySpan<float>(_partial.Pointer, count), target);
    }

    /// <param name="Transposed">A block of weights, transposed.</param>
    /// <param name="Partial">The product of one block, before it is added to that of the blocks before.</param>
    /// <param name="UnusedBias">Where bias gradients go that are counted already or not wanted.</param>
    internal readonly record struct Workspace(long Transposed, long Partial, int UnusedBias);
}
