using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>λ₁·Σ|w| + ½λ₂·Σw² over the weights of all layers; biases are left out, they bend nothing.</summary>
internal sealed unsafe class WeightDecay(Architecture architecture, double l1, double l2)
{
    /// <summary>The penalty; its gradient is added to <paramref name="gradient"/>.</summary>
    public double AddTo(float* parameters, float* gradient)
    {
        double total = 0;
        foreach (ref readonly DenseLayer layer in architecture.Layers)
        {
            int count = layer.Inputs * layer.OutputStride;
            for (int start = 0; start < count; start += LaneSums.Chunk)
            {
                int at = layer.WeightOffset + start;
                total += Chunk(parameters + at, gradient + at, Math.Min(LaneSums.Chunk, count - start));
            }
        }

        return total;
    }

    private float Chunk(float* weights, float* gradient, int count)
    {
        float* sums = stackalloc float[LaneSums.Count];
        LaneSums.Clear(sums);
        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Walk<Lanes512, Vector512<float>>(weights, gradient, count, sums, ref i);
        }

        if (SimdWidth.Bits >= 256)
        {
            Walk<Lanes256, Vector256<float>>(weights, gradient, count, sums, ref i);
        }

        Walk<Lanes128, Vector128<float>>(weights, gradient, count, sums, ref i);
        return LaneSums.Total(sums);
    }

    private void Walk<TLanes, TVector>(float* weights, float* gradient, int count, float* sums, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector zero = TLanes.Broadcast(0f);
        TVector absolute = TLanes.Broadcast((float)l1);
        TVector negative = TLanes.Broadcast(-(float)l1);
        TVector square = TLanes.Broadcast((float)l2);
        TVector half = TLanes.Broadcast(0.5f);
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            TVector w = TLanes.Load(weights + i);
            TVector sign = TLanes.IfPositive(w, absolute, TLanes.IfPositive(TLanes.Subtract(zero, w), negative, zero));
            TVector pull = TLanes.Multiply(square, w);
            TLanes.Store(TLanes.Add(TLanes.Load(gradient + i), TLanes.Add(sign, pull)), gradient + i);
            TVector value = TLanes.MultiplyAdd(TLanes.Multiply(half, pull), w, TLanes.Multiply(sign, w));
            LaneSums.Add<TLanes, TVector>(sums, i, value);
        }
    }
}
