using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// Consecutive layers of one model over a block of rows: the activations between them stay in the first-level cache. Pointers are
/// trusted: callers checked the sizes.
/// </summary>
internal static unsafe class LayerChain
{
    /// <summary>Most rows that go through all layers together: 32 rows of 32 floats twice are 8 KiB, a quarter of the usual L1.</summary>
    public const int BlockRows = 32;

    /// <summary>What <see cref="Forward"/> needs beside input and output, in floats.</summary>
    public static int ScratchFloats(Architecture architecture) => 2 * BlockRows * architecture.MaxStride;

    /// <summary>Layers <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <param name="parameters">The model's slot.</param>
    /// <param name="input">[rows × inputStride] what the first of the layers reads.</param>
    /// <param name="output">[rows × outputStride] what the last of them writes, padding included; aliases neither input nor scratch.</param>
    /// <param name="rows">1 to <see cref="BlockRows"/>.</param>
    /// <param name="scratch">[<see cref="ScratchFloats"/>]</param>
    public static void Forward(
        Architecture architecture,
        float* parameters,
        int first,
        int last,
        float* input,
        int inputStride,
        float* output,
        int outputStride,
        int rows,
        float* scratch)
    {
        ReadOnlySpan<DenseLayer> layers = architecture.Layers;
        nint half = (nint)BlockRows * architecture.MaxStride;
        for (int l = first; l <= last; l++)
        {
            ref readonly DenseLayer layer = ref layers[l];
            float* written = l == last ? output : scratch + ((l & 1) * half);
            int writtenStride = l == last ? outputStride : layer.OutputStride;
            DenseKernel.Forward(
                input,
                inputStride,
                parameters + layer.WeightOffset,
                parameters + layer.BiasOffset,
                written,
                writtenStride,
                rows,
                layer.Inputs,
                layer.OutputStride,
                layer.Activation);
            input = written;
            inputStride = writtenStride;
        }
    }
}
