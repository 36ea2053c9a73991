using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamAe.Numerics.Vectors;

/// <summary>The weighted squared distance of a row and its reconstruction.</summary>
internal static unsafe class WeightedResiduals
{
    /// <summary>Σ_d weight_d·(x_d − x̂_d)², in single precision, in an order that depends on the vector width only.</summary>
    public static float Sum(float* weights, float* row, float* reconstruction, int features)
    {
        int d = 0;
        float sum = 0;
        if (SimdWidth.Bits >= 512 && features >= 16)
        {
            sum += Squares<Lanes512, Vector512<float>>(weights, row, reconstruction, features, ref d);
        }

        if (SimdWidth.Bits >= 256 && features - d >= 8)
        {
            sum += Squares<Lanes256, Vector256<float>>(weights, row, reconstruction, features, ref d);
        }

        if (features - d >= 4)
        {
            sum += Squares<Lanes128, Vector128<float>>(weights, row, reconstruction, features, ref d);
        }

        return sum + Squares<LanesScalar, float>(weights, row, reconstruction, features, ref d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Squares<TLanes, TVector>(float* weights, float* row, float* reconstruction, int features, ref int d)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector sum = TLanes.Broadcast(0);
        for (; d + TLanes.Count <= features; d += TLanes.Count)
        {
            TVector residual = TLanes.Subtract(TLanes.Load(row + d), TLanes.Load(reconstruction + d));
            sum = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Load(weights + d), residual), residual, sum);
        }

        return TLanes.Sum(sum);
    }
}
