using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6.5): s ← 0.99·s + 0.01·g², w ← w − α·g/(√s + ε). Keeps one mean square a parameter.
/// </summary>
internal sealed unsafe class RmsPropOptimizer(int parameters) : IOptimizer
{
    private const float Decay = 0.99f;

    // Keeps the step finite where a gradient was always 0.
    private const float Epsilon = 1e-8f;

    private readonly AlignedFloats _squares = new(parameters);

    public void Step(float* weights, float* gradient, double learningRate)
    {
        float rate = (float)learningRate;
        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Walk<Lanes512, Vector512<float>>(weights, gradient, rate, ref i);
        }

        if (SimdWidth.Bits >= 256)
        {
            Walk<Lanes256, Vector256<float>>(weights, gradient, rate, ref i);
        }

        Walk<Lanes128, Vector128<float>>(weights, gradient, rate, ref i);
        Walk<LanesScalar, float>(weights, gradient, rate, ref i);
    }

    private void Walk<TLanes, TVector>(float* weights, float* gradient, float rate, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        float* squares = _squares.Pointer;
        TVector decay = TLanes.Broadcast(Decay);
        TVector rest = TLanes.Broadcast(1 - Decay);
        TVector epsilon = TLanes.Broadcast(Epsilon);
        TVector negativeRate = TLanes.Broadcast(-rate);
        for (; i + TLanes.Count <= _squares.Count; i += TLanes.Count)
        {
            TVector g = TLanes.Load(gradient + i);
            TVector s = TLanes.MultiplyAdd(decay, TLanes.Load(squares + i), TLanes.Multiply(TLanes.Multiply(rest, g), g));
            TLanes.Store(s, squares + i);
            TVector step = TLanes.Divide(g, TLanes.Add(TLanes.Sqrt(s), epsilon));
            TLanes.Store(TLanes.MultiplyAdd(negativeRate, step, TLanes.Load(weights + i)), weights + i);
        }
    }
}
