using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamAe.Numerics.Vectors;

/// <summary>Turns a layer's weights round, so that the way back through it is a product like the way forward.</summary>
internal static unsafe class TransposeKernel
{
    /// <summary>[inputs × outputs] with rows of <paramref name="weightStride"/> → [outputs × stride], padding 0.</summary>
    /// <param name="stride">At least <paramref name="inputs"/>.</param>
    public static void Transpose(float* weights, int weightStride, int inputs, int outputs, float* transposed, int stride)
    {
        // Whole 4 × 4 blocks, then the columns and rows beside them.
        int wholeInputs = Sse.IsSupported ? inputs & -4 : 0;
        int wholeOutputs = Sse.IsSupported ? outputs & -4 : 0;
        for (int i = 0; i < wholeInputs; i += 4)
        {
            for (int o = 0; o < wholeOutputs; o += 4)
            {
                Block(weights + ((nint)i * weightStride) + o, weightStride, transposed + ((nint)o * stride) + i, stride);
            }
        }

        for (int o = 0; o < outputs; o++)
        {
            float* row = transposed + ((nint)o * stride);
            for (int i = o < wholeOutputs ? wholeInputs : 0; i < inputs; i++)
            {
                row[i] = weights[((nint)i * weightStride) + o];
            }

            for (int i = inputs; i < stride; i++)
            {
                row[i] = 0;
            }
        }
    }

    /// <summary>4 × 4: pairs of rows are interleaved, then halves exchanged.</summary>
    private static void Block(float* source, int sourceStride, float* target, int targetStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + ((nint)2 * sourceStride));
        Vector128<float> d = Vector128.Load(source + ((nint)3 * sourceStride));
        Vector128<float> abLow = Sse.UnpackLow(a, b), abHigh = Sse.UnpackHigh(a, b);
        Vector128<float> cdLow = Sse.UnpackLow(c, d), cdHigh = Sse.UnpackHigh(c, d);
        Vector128.Store(Sse.MoveLowToHigh(abLow, cdLow), target);
        Vector128.Store(Sse.MoveHighToLow(cdLow, abLow), target + targetStride);
        Vector128.Store(Sse.MoveLowToHigh(abHigh, cdHigh), target + ((nint)2 * targetStride));
        Vector128.Store(Sse.MoveHighToLow(cdHigh, abHigh), target + ((nint)3 * targetStride));
    }
}
