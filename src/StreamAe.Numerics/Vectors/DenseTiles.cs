using System.Runtime.CompilerServices;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// The inner loops of <see cref="DenseKernel"/>. Each is small enough that the JIT inlines every vector operation: what it may inline into one
/// method is limited, which is also why activations are applied afterwards.
/// </summary>
internal static unsafe class DenseTiles
{
    /// <summary>Two vectors of outputs at <paramref name="o"/>, four rows at a time: eight sums in registers.</summary>
    public static void Columns2<TLanes, TVector>(in DenseTile t, int o, int rows)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int width = TLanes.Count;
        TVector bias0 = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o);
        TVector bias1 = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o + width);
        int r = 0;
        for (; r + 4 <= rows; r = NextQuad(r, rows))
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
            Store2<TLanes, TVector>(a0, a1, y);
            Store2<TLanes, TVector>(b0, b1, y += t.OutputStride);
            Store2<TLanes, TVector>(c0, c1, y += t.OutputStride);
            Store2<TLanes, TVector>(d0, d1, y + t.OutputStride);
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

            Store2<TLanes, TVector>(a0, a1, t.Output + ((nint)r * t.OutputStride) + o);
        }
    }

    /// <summary>One vector of outputs at <paramref name="o"/>, four rows at a time.</summary>
    public static void Columns1<TLanes, TVector>(in DenseTile t, int o, int rows)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector bias = t.Bias == null ? TLanes.Broadcast(0) : TLanes.Load(t.Bias + o);
        int r = 0;
        for (; r + 4 <= rows; r = NextQuad(r, rows))
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
            TLanes.Store(a, y);
            TLanes.Store(b, y += t.OutputStride);
            TLanes.Store(c, y += t.OutputStride);
            TLanes.Store(d, y + t.OutputStride);
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

            TLanes.Store(a, t.Output + ((nint)r * t.OutputStride) + o);
        }
    }

    /// <summary>One vector of outputs of four rows that have weights of their own: four models' sums wait for none of each other's.</summary>
    public static void Each1<TLanes, TVector>(in DenseTile t, in ModelQuad models, int weightOffset, int biasOffset, int o)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        float* x0 = t.Input;
        float* x1 = x0 + t.InputStride;
        float* x2 = x1 + t.InputStride;
        float* x3 = x2 + t.InputStride;
        TVector a = TLanes.Load(models.First + biasOffset + o);
        TVector b = TLanes.Load(models.Second + biasOffset + o);
        TVector c = TLanes.Load(models.Third + biasOffset + o);
        TVector d = TLanes.Load(models.Fourth + biasOffset + o);
        nint w = weightOffset + o;
        for (int i = 0; i < t.Inputs; i++)
        {
            a = TLanes.MultiplyAdd(TLanes.Broadcast(x0[i]), TLanes.Load(models.First + w), a);
            b = TLanes.MultiplyAdd(TLanes.Broadcast(x1[i]), TLanes.Load(models.Second + w), b);
            c = TLanes.MultiplyAdd(TLanes.Broadcast(x2[i]), TLanes.Load(models.Third + w), c);
            d = TLanes.MultiplyAdd(TLanes.Broadcast(x3[i]), TLanes.Load(models.Fourth + w), d);
            w += t.Outputs;
        }

        float* y = t.Output + o;
        TLanes.Store(a, y);
        TLanes.Store(b, y += t.OutputStride);
        TLanes.Store(c, y += t.OutputStride);
        TLanes.Store(d, y + t.OutputStride);
    }

    /// <summary>Two vectors of outputs of four rows that have weights of their own.</summary>
    public static void Each2<TLanes, TVector>(in DenseTile t, in ModelQuad models, int weightOffset, int biasOffset, int o)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int width = TLanes.Count;
        float* x0 = t.Input;
        float* x1 = x0 + t.InputStride;
        float* x2 = x1 + t.InputStride;
        float* x3 = x2 + t.InputStride;
        nint bias = biasOffset + o;
        TVector a0 = TLanes.Load(models.First + bias), a1 = TLanes.Load(models.First + bias + width);
        TVector b0 = TLanes.Load(models.Second + bias), b1 = TLanes.Load(models.Second + bias + width);
        TVector c0 = TLanes.Load(models.Third + bias), c1 = TLanes.Load(models.Third + bias + width);
        TVector d0 = TLanes.Load(models.Fourth + bias), d1 = TLanes.Load(models.Fourth + bias + width);
        nint w = weightOffset + o;
        for (int i = 0; i < t.Inputs; i++)
        {
            TVector x = TLanes.Broadcast(x0[i]);
            a0 = TLanes.MultiplyAdd(x, TLanes.Load(models.First + w), a0);
            a1 = TLanes.MultiplyAdd(x, TLanes.Load(models.First + w + width), a1);
            x = TLanes.Broadcast(x1[i]);
            b0 = TLanes.MultiplyAdd(x, TLanes.Load(models.Second + w), b0);
            b1 = TLanes.MultiplyAdd(x, TLanes.Load(models.Second + w + width), b1);
            x = TLanes.Broadcast(x2[i]);
            c0 = TLanes.MultiplyAdd(x, TLanes.Load(models.Third + w), c0);
            c1 = TLanes.MultiplyAdd(x, TLanes.Load(models.Third + w + width), c1);
            x = TLanes.Broadcast(x3[i]);
            d0 = TLanes.MultiplyAdd(x, TLanes.Load(models.Fourth + w), d0);
            d1 = TLanes.MultiplyAdd(x, TLanes.Load(models.Fourth + w + width), d1);
            w += t.Outputs;
        }

        float* y = t.Output + o;
        Store2<TLanes, TVector>(a0, a1, y);
        Store2<TLanes, TVector>(b0, b1, y += t.OutputStride);
        Store2<TLanes, TVector>(c0, c1, y += t.OutputStride);
        Store2<TLanes, TVector>(d0, d1, y + t.OutputStride);
    }

    /// <summary>Where the next four rows begin: one to three rows that are left go once more with those before them, which costs less than alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NextQuad(int r, int rows) => r + 8 <= rows || r + 4 == rows ? r + 4 : rows - 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store2<TLanes, TVector>(TVector first, TVector second, float* destination)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TLanes.Store(first, destination);
        TLanes.Store(second, destination + TLanes.Count);
    }
}
