using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Stochastic gradient descent with Polyak's momentum as Sutskever et al. 2013 write it, the rate outside: v ← m·v + g, w ← w − α·v. Keeps
/// one velocity a parameter.
/// </summary>
internal sealed unsafe class MomentumOptimizer(int parameters, double momentum) : IOptimizer
{
    private readonly AlignedFloats _velocity = new(parameters);

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
        float* velocity = _velocity.Pointer;
        TVector kept = TLanes.Broadcast((float)momentum);
        TVector negativeRate = TLanes.Broadcast(-rate);
        for (; i + TLanes.Count <= _velocity.Count; i += TLanes.Count)
        {
            TVector v = TLanes.MultiplyAdd(kept, TLanes.Load(velocity + i), TLanes.Load(gradient + i));
            TLanes.Store(v, velocity + i);
            TLanes.Store(TLanes.MultiplyAdd(negativeRate, v, TLanes.Load(weights + i)), weights + i);
        }
    }
}
