using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) with bias correction: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// w ← w − α·m̂/(√v̂ + ε). Keeps two moments a parameter.
/// </summary>
internal sealed unsafe class AdamOptimizer(int parameters) : IOptimizer
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.999f;

    // The paper's ε: keeps the step finite where a gradient was always 0.
    public const float Epsilon = 1e-8f;

    private readonly AlignedFloats _first = new(parameters);
    private readonly AlignedFloats _second = new(parameters);
    private AdamCorrection _correction = new();

    public void Step(float* weights, float* gradient, double learningRate)
    {
        (float rate, float correction) = _correction.Next(learningRate);
        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Walk<Lanes512, Vector512<float>>(weights, gradient, rate, correction, ref i);
        }

        if (SimdWidth.Bits >= 256)
        {
            Walk<Lanes256, Vector256<float>>(weights, gradient, rate, correction, ref i);
        }

        Walk<Lanes128, Vector128<float>>(weights, gradient, rate, correction, ref i);
        Walk<LanesScalar, float>(weights, gradient, rate, correction, ref i);
    }

    private void Walk<TLanes, TVector>(float* weights, float* gradient, float rate, float correction, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        float* first = _first.Pointer;
        float* second = _second.Pointer;
        TVector beta1 = TLanes.Broadcast(Beta1);
        TVector beta2 = TLanes.Broadcast(Beta2);
        TVector rest1 = TLanes.Broadcast(1 - Beta1);
        TVector rest2 = TLanes.Broadcast(1 - Beta2);
        TVector epsilon = TLanes.Broadcast(Epsilon);
        TVector negativeRate = TLanes.Broadcast(-rate);
        TVector scale = TLanes.Broadcast(correction);
        for (; i + TLanes.Count <= _first.Count; i += TLanes.Count)
        {
            TVector g = TLanes.Load(gradient + i);
            TVector m = TLanes.MultiplyAdd(beta1, TLanes.Load(first + i), TLanes.Multiply(rest1, g));
            TVector v = TLanes.MultiplyAdd(beta2, TLanes.Load(second + i), TLanes.Multiply(TLanes.Multiply(rest2, g), g));
            TLanes.Store(m, first + i);
            TLanes.Store(v, second + i);
            TVector step = TLanes.Divide(m, TLanes.Add(TLanes.Sqrt(TLanes.Multiply(v, scale)), epsilon));
            TLanes.Store(TLanes.MultiplyAdd(negativeRate, step, TLanes.Load(weights + i)), weights + i);
        }
    }
}
