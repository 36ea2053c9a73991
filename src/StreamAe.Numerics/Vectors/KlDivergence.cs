using System.Runtime.Intrinsics;

namespace StreamAe.Numerics.Vectors;

/// <summary>KL(𝒩(μ, σ²) ‖ 𝒩(0, 1)) of a diagonal Gaussian.</summary>
internal static unsafe class KlDivergence
{
    /// <summary>−½·Σⱼ(1 + log σⱼ² − μⱼ² − σⱼ²) in nats; never negative but for rounding.</summary>
    /// <param name="means">[2 × latent] means, then log variances.</param>
    public static float OfMoments(float* means, int latent)
    {
        int j = 0;
        float sum = SimdWidth.Bits >= 256 && latent >= 8 ? Terms<Lanes256, Vector256<float>>(means, latent, ref j) : 0;
        if (latent - j >= 4)
        {
            sum += Terms<Lanes128, Vector128<float>>(means, latent, ref j);
        }

        return -0.5f * (sum + Terms<LanesScalar, float>(means, latent, ref j));
    }

    private static float Terms<TLanes, TVector>(float* means, int latent, ref int j)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector sum = TLanes.Broadcast(0);
        for (; j + TLanes.Count <= latent; j += TLanes.Count)
        {
            TVector mean = TLanes.Load(means + j);
            TVector logVariance = TLanes.Load(means + latent + j);
            TVector rest = TLanes.Subtract(TLanes.Add(TLanes.Broadcast(1f), logVariance), TLanes.Multiply(mean, mean));
            sum = TLanes.Add(sum, TLanes.Subtract(rest, Functions.Exp<TLanes, TVector>(logVariance)));
        }

        return TLanes.Sum(sum);
    }
}
