using System.Runtime.CompilerServices;
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
        var tile = new Tile(input, inputStride, weights, bias, output, outputStride, inputs, outputs, activation);
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            for (; o + 32 <= outputs; o += 32)
            {
                Columns2<Lanes512, Vector512<float>>(in tile, o, rows);
            }

            for (; o + 16 <= outputs; o += 16)
            {
                Columns1<Lanes512, Vector512<float>>(in tile, o, rows);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            for (; o + 16 <= outputs; o += 16)
            {
                Columns2<Lanes256, Vector256<float>>(in tile, o, rows);
            }

            for (; o + 8 <= outputs; o += 8)
            {
                Columns1<Lanes256, Vector256<float>>(in tile, o, rows);
            }
        }

        for (; o + 8 <= outputs; o += 8)
        {
            Columns2<Lanes128, Vector128<float>>(in tile, o, rows);
        }

        for (; o < outputs; o += 4)
        {
            Columns1<Lanes128, Vector128<float>>(in tile, o, rows);
        }
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
                GradientColumns<Lanes512, Vector512<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            for (; o + 8 <= outputs; o += 8)
            {
                GradientColumns<Lanes256, Vector256<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
            }
        }

        for (; o < outputs; o += 4)
        {
            GradientColumns<Lanes128, Vector128<float>>(input, inputStride, delta + o, deltaStride, gradient + o, outputs, biasGradient + o, rows, inputs);
        }
    }

    /// <summary>Two vectors of outputs at <paramref name="o"/>, four rows at a time: eight sums in registers.</summary>
    private static void Columns2<TLanes, TVector>(in Tile t, int o, int rows)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int width = TLanes.Count;
        TVector bias0 = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o);
        TVector bias1 = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o + width);
        int r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            float* x0 = t.Input + ((nint)r * t.InputStride);
            float* x1 = x0 + t.InputStride;
            float* x2 = x1 + t.InputStride;
            float* x3 = x2 + t.InputStride;
            float* w = t.Weights + o;
            TVector a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1, d0 = bias0, d1 = bias1;
            for (int i = 0; i < t.Inputs; i++)
            {
                TVector w0 = TLanes.Load(w);
                TVector w1 = TLanes.Load(w + width);
                TVector x = TLanes.Broadcast(x0[i]);
                a0 = TLanes.MultiplyAdd(x, w0, a0);
                a1 = TLanes.MultiplyAdd(x, w1, a1);
                x = TLanes.Broadcast(x1[i]);
                b0 = TLanes.MultiplyAdd(x, w0, b0);
                b1 = TLanes.MultiplyAdd(x, w1, b1);
                x = TLanes.Broadcast(x2[i]);
                c0 = TLanes.MultiplyAdd(x, w0, c0);
                c1 = TLanes.MultiplyAdd(x, w1, c1);
                x = TLanes.Broadcast(x3[i]);
                d0 = TLanes.MultiplyAdd(x, w0, d0);
                d1 = TLanes.MultiplyAdd(x, w1, d1);
                w += t.Outputs;
            }

            float* y = t.Output + ((nint)r * t.OutputStride) + o;
            Finish2<TLanes, TVector>(a0, a1, y, t.Activation);
            Finish2<TLanes, TVector>(b0, b1, y += t.OutputStride, t.Activation);
            Finish2<TLanes, TVector>(c0, c1, y += t.OutputStride, t.Activation);
            Finish2<TLanes, TVector>(d0, d1, y + t.OutputStride, t.Activation);
        }

        for (; r < rows; r++)
        {
            float* x0 = t.Input + ((nint)r * t.InputStride);
            float* w = t.Weights + o;
            TVector a0 = bias0, a1 = bias1;
            for (int i = 0; i < t.Inputs; i++)
            {
                TVector x = TLanes.Broadcast(x0[i]);
                a0 = TLanes.MultiplyAdd(x, TLanes.Load(w), a0);
                a1 = TLanes.MultiplyAdd(x, TLanes.Load(w + width), a1);
                w += t.Outputs;
            }

            Finish2<TLanes, TVector>(a0, a1, t.Output + ((nint)r * t.OutputStride) + o, t.Activation);
        }
    }

    /// <summary>One vector of outputs at <paramref name="o"/>, four rows at a time.</summary>
    private static void Columns1<TLanes, TVector>(in Tile t, int o, int rows)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector bias = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o);
        int r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            float* x0 = t.Input + ((nint)r * t.InputStride);
            float* x1 = x0 + t.InputStride;
            float* x2 = x1 + t.InputStride;
            float* x3 = x2 + t.InputStride;
            float* w = t.Weights + o;
            TVector a = bias, b = bias, c = bias, d = bias;
            for (int i = 0; i < t.Inputs; i++)
            {
                TVector w0 = TLanes.Load(w);
                a = TLanes.MultiplyAdd(TLanes.Broadcast(x0[i]), w0, a);
                b = TLanes.MultiplyAdd(TLanes.Broadcast(x1[i]), w0, b);
                c = TLanes.MultiplyAdd(TLanes.Broadcast(x2[i]), w0, c);
                d = TLanes.MultiplyAdd(TLanes.Broadcast(x3[i]), w0, d);
                w += t.Outputs;
            }

            float* y = t.Output + ((nint)r * t.OutputStride) + o;
            TLanes.Store(Functions.Activate<TLanes, TVector>(a, t.Activation), y);
            TLanes.Store(Functions.Activate<TLanes, TVector>(b, t.Activation), y += t.OutputStride);
            TLanes.Store(Functions.Activate<TLanes, TVector>(c, t.Activation), y += t.OutputStride);
            TLanes.Store(Functions.Activate<TLanes, TVector>(d, t.Activation), y + t.OutputStride);
        }

        for (; r < rows; r++)
        {
            float* x0 = t.Input + ((nint)r * t.InputStride);
            float* w = t.Weights + o;
            TVector a = bias;
            for (int i = 0; i < t.Inputs; i++)
            {
                a = TLanes.MultiplyAdd(TLanes.Broadcast(x0[i]), TLanes.Load(w), a);
                w += t.Outputs;
            }

            TLanes.Store(Functions.Activate<TLanes, TVector>(a, t.Activation), t.Output + ((nint)r * t.OutputStride) + o);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish2<TLanes, TVector>(TVector first, TVector second, float* destination, Activation activation)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TLanes.Store(Functions.Activate<TLanes, TVector>(first, activation), destination);
        TLanes.Store(Functions.Activate<TLanes, TVector>(second, activation), destination + TLanes.Count);
    }

    private static void GradientColumns<TLanes, TVector>(
        float* input,
        int inputStride,
        float* delta,
        int deltaStride,
        float* gradient,
        int gradientStride,
        float* biasGradient,
        int rows,
        int inputs)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int i = 0;
        for (; i + 8 <= inputs; i += 8)
        {
            float* g = gradient + ((nint)i * gradientStride);
            TVector g0 = TLanes.Load(g);
            TVector g1 = TLanes.Load(g + gradientStride);
            TVector g2 = TLanes.Load(g + ((nint)2 * gradientStride));
            TVector g3 = TLanes.Load(g + ((nint)3 * gradientStride));
            TVector g4 = TLanes.Load(g + ((nint)4 * gradientStride));
            TVector g5 = TLanes.Load(g + ((nint)5 * gradientStride));
            TVector g6 = TLanes.Load(g + ((nint)6 * gradientStride));
            TVector g7 = TLanes.Load(g + ((nint)7 * gradientStride));
            float* x = input + i;
            float* d = delta;
            for (int r = 0; r < rows; r++, x += inputStride, d += deltaStride)
            {
                TVector v = TLanes.Load(d);
                g0 = TLanes.MultiplyAdd(TLanes.Broadcast(x[0]), v, g0);
                g1 = TLanes.MultiplyAdd(TLanes.Broadcast(x[1]), v, g1);
                g2 = TLanes.MultiplyAdd(TLanes.Broadcast(x[2]), v, g2);
                g3 = TLanes.MultiplyAdd(TLanes.Broadcast(x[3]), v, g3);
                g4 = TLanes.MultiplyAdd(TLanes.Broadcast(x[4]), v, g4);
                g5 = TLanes.MultiplyAdd(TLanes.Broadcast(x[5]), v, g5);
                g6 = TLanes.MultiplyAdd(TLanes.Broadcast(x[6]), v, g6);
                g7 = TLanes.MultiplyAdd(TLanes.Broadcast(x[7]), v, g7);
            }

            TLanes.Store(g0, g);
            TLanes.Store(g1, g + gradientStride);
            TLanes.Store(g2, g + ((nint)2 * gradientStride));
            TLanes.Store(g3, g + ((nint)3 * gradientStride));
            TLanes.Store(g4, g + ((nint)4 * gradientStride));
            TLanes.Store(g5, g + ((nint)5 * gradientStride));
            TLanes.Store(g6, g + ((nint)6 * gradientStride));
            TLanes.Store(g7, g + ((nint)7 * gradientStride));
        }

        for (; i < inputs; i++)
        {
            float* g = gradient + ((nint)i * gradientStride);
            TVector sum = TLanes.Load(g);
            for (int r = 0; r < rows; r++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(input[((nint)r * inputStride) + i]), TLanes.Load(delta + ((nint)r * deltaStride)), sum);
            }

            TLanes.Store(sum, g);
        }

        TVector bias = TLanes.Load(biasGradient);
        for (int r = 0; r < rows; r++)
        {
            bias = TLanes.Add(bias, TLanes.Load(delta + ((nint)r * deltaStride)));
        }

        TLanes.Store(bias, biasGradient);
    }

    private readonly struct Tile(
        float* input,
        int inputStride,
        float* weights,
        float* bias,
        float* output,
        int outputStride,
        int inputs,
        int outputs,
        Activation activation)
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
        public readonly Activation Activation = activation;
    }
}
