using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>The derivatives of activations over a whole batch.</summary>
internal static unsafe class DerivativePass
{
    /// <summary>delta ← delta·activation′, where <paramref name="output"/> is the activation's value: from dL/d(output) to dL/d(sum).</summary>
    public static void MultiplyByDerivative(float* delta, float* output, int count, Activation activation)
    {
        if (activation == Activation.Linear)
        {
            return;
        }

        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Multiply<Lanes512, Vector512<float>>(delta, output, count, activation, ref i);
        }

        if (SimdWidth.Bits >= 256)
        {
            Multiply<Lanes256, Vector256<float>>(delta, output, count, activation, ref i);
        }

        Multiply<Lanes128, Vector128<float>>(delta, output, count, activation, ref i);
    }

    private static void Multiply<TLanes, TVector>(float* delta, float* output, int count, Activation activation, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            TVector slope = Functions.Derivative<TLanes, TVector>(TLanes.Load(output + i), activation);
            TLanes.Store(TLanes.Multiply(TLanes.Load(delta + i), slope), delta + i);
        }
    }
}
