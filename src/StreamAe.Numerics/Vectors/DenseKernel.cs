using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// Products of a block of rows with one weight matrix, tiled so that sums stay in registers. Widths are padded to
/// <see cref="Architecture.LaneFloats"/>, so 512-, 256- and 128-bit tiles cover every width without a scalar tail.
/// Pointers are trusted: callers checked the sizes.
/// </summary>
internal static unsafe class DenseKernel
{
    /// <summary>
    /// <c>output[r, o] = activation(bias[o] + Σᵢ input[r, i]·weights[i, o])</c> for r &lt; rows, o &lt; outputs (a multiple of 4).
    /// The sum over i is taken in order, starting from the bias, as in the scalar reference.
    /// </summary>
    /// <param name="input">[rows × inputStride]</param>
    /// <param name="weights">[inputs × outputs]</param>
    /// <param name="bias">[outputs], or null for zeros.</param>
    /// <param name="output">[rows × outputStride]; does not alias the input.</param>
    public static void Forward(
        float* input,
        int inputStride,
        float* weights,
        float* bias,
        float* output,
        int outputStride,
        int rows,
        int inputs,
        int outputs,
        Activation activation)
    {
        var tile = new DenseTile(input, inputStride, weights, bias, output, outputStride, inputs, outputs);
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            for (; o + 32 <= outputs; o += 32)
            {
                DenseTiles.Columns2<Lanes512, Vector512<float>>(in tile, o, rows);
            }

            for (; o + 16 <= outputs; o += 16)
            {
                DenseTiles.Columns1<Lanes512, Vector512<float>>(in tile, o, rows);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            for (; o + 16 <= outputs; o += 16)
            {
                DenseTiles.Columns2<Lanes256, Vector256<float>>(in tile, o, rows);
            }

            for (; o + 8 <= outputs; o += 8)
            {
                DenseTiles.Columns1<Lanes256, Vector256<float>>(in tile, o, rows);
            }
        }

        for (; o + 8 <= outputs; o += 8)
        {
            DenseTiles.Columns2<Lanes128, Vector128<float>>(in tile, o, rows);
        }

        for (; o < outputs; o += 4)
        {
            DenseTiles.Columns1<Lanes128, Vector128<float>>(in tile, o, rows);
        }

        ActivationKernel.Apply(activation, output, outputStride, rows, outputs);
    }

    /// <summary>
    /// <see cref="Forward"/> of four rows that each have a model of their own: the same sums in the same order. A row alone waits for every
    /// multiply-add before the next; four fill each other's gaps, and four models' weights come from memory at once.
    /// </summary>
    /// <param name="input">[4 × inputStride]</param>
    /// <param name="models">The slot of each row's model.</param>
    /// <param name="layer">Where the weights and biases lie in a slot.</param>
    /// <param name="output">[4 × outputStride]</param>
    public static void ForwardEach(float* input, int inputStride, in ModelQuad models, in DenseLayer layer, float* output, int outputStride)
    {
        int outputs = layer.OutputStride;
        var tile = new DenseTile(input, inputStride, null, null, output, outputStride, layer.Inputs, outputs);
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            for (; o + 32 <= outputs; o += 32)
            {
                DenseTiles.Each2<Lanes512, Vector512<float>>(in tile, in models, layer.WeightOffset, layer.BiasOffset, o);
            }

            for (; o + 16 <= outputs; o += 16)
            {
                DenseTiles.Each1<Lanes512, Vector512<float>>(in tile, in models, layer.WeightOffset, layer.BiasOffset, o);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            for (; o + 16 <= outputs; o += 16)
            {
                DenseTiles.Each2<Lanes256, Vector256<float>>(in tile, in models, layer.WeightOffset, layer.BiasOffset, o);
            }

            for (; o + 8 <= outputs; o += 8)
            {
                DenseTiles.Each1<Lanes256, Vector256<float>>(in tile, in models, layer.WeightOffset, layer.BiasOffset, o);
            }
        }

        for (; o < outputs; o += 4)
        {
            DenseTiles.Each1<Lanes128, Vector128<float>>(in tile, in models, layer.WeightOffset, layer.BiasOffset, o);
        }

        ActivationKernel.Apply(layer.Activation, output, outputStride, ModelQuad.Count, outputs);
    }

    /// <summary>
    /// <c>gradient[i, o] += Σ_r input[r, i]·delta[r, o]</c> and <c>biasGradient[o] += Σ_r delta[r, o]</c>: the weight gradient of
    /// <see cref="Forward"/>.
    /// </summary>
    public static void AccumulateGradient(
        float* input,
        int inputStride,
        float* delta,
        int deltaStride,
        float* gradient,
        float* biasGradient,
        int rows,
        int inputs,
        int outputs)
    {
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            for (; o + 16 <= outputs; o += 16)
            {
                GradientTiles.Columns<Lanes512, Vector512<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            for (; o + 8 <= outputs; o += 8)
            {
                GradientTiles.Columns<Lanes256, Vector256<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
            }
        }

        for (; o < outputs; o += 4)
        {
            GradientTiles.Columns<Lanes128, Vector128<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
        }
    }
}
