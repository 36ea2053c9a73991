using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) with bias correction: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// w ← w − α·m̂/(√v̂ + ε). Keeps two moments a parameter.
/// </summary>
internal sealed unsafe class AdamOptimizer(int parameters, double learningRate)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;

    // The paper's ε: keeps the step finite where a gradient was always 0.
    private const float Epsilon = 1e-8f;

    private readonly float[] _first = new float[parameters];
    private readonly float[] _second = new float[parameters];
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <summary>One step; the gradient is left as it is.</summary>
    public void Step(float* weights, float* gradient)
    {
        _beta1Power *= Beta1;
        _beta2Power *= Beta2;
        float rate = (float)(learningRate / (1 - _beta1Power));
        float correction = (float)(1 / (1 - _beta2Power));
        fixed (float* m = _first, v = _second)
        {
            int i = 0;
            if (SimdWidth.Bits >= 512)
            {
                Walk<Lanes512, Vector512<float>>(weights, gradient, m, v, rate, correction, ref i);
            }

            if (SimdWidth.Bits >= 256)
            {
                Walk<Lanes256, Vector256<float>>(weights, gradient, m, v, rate, correction, ref i);
            }

            Walk<Lanes128, Vector128<float>>(weights, gradient, m, v, rate, correction, ref i);
            Walk<LanesScalar, float>(weights, gradient, m, v, rate, correction, ref i);
        }
    }

    private void Walk<TLanes, TVector>(float* weights, float* gradient, float* first, float* second, float rate, float correction, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector beta1 = TLanes.Broadcast(Beta1);
        TVector beta2 = TLanes.Broadcast(Beta2);
        TVector rest1 = TLanes.Broadcast(1 - Beta1);
        TVector rest2 = TLanes.Broadcast(1 - Beta2);
        TVector epsilon = TLanes.Broadcast(Epsilon);
        TVector negativeRate = TLanes.Broadcast(-rate);
        TVector scale = TLanes.Broadcast(correction);
        for (; i + TLanes.Count <= _first.Length; i += TLanes.Count)
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
