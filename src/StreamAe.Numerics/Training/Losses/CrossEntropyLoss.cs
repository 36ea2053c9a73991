using System.Runtime.CompilerServices;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// −x·ln σ(s) − (1 − x)·ln(1 − σ(s)) of the logit s, as max(s, 0) − x·s + ln(1 + e^−|s|), which neither overflows nor takes the logarithm
/// of 0; the slope is σ(s) − x.
/// </summary>
internal readonly struct CrossEntropyLoss : IElementLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLanes, TVector>(TVector output, TVector target, TVector parameter, out TVector value, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector zero = TLanes.Broadcast(0f);
        TVector one = TLanes.Broadcast(1f);
        TVector positive = TLanes.Max(zero, output);
        TVector magnitude = TLanes.Max(TLanes.Subtract(zero, output), output);
        TVector e = Functions.Exp<TLanes, TVector>(TLanes.Subtract(zero, magnitude));
        value = TLanes.Add(TLanes.Subtract(positive, TLanes.Multiply(target, output)), LogOnePlus<TLanes, TVector>(e));

        // σ(s) is 1/(1 + e) for s > 0 and e/(1 + e) below: e never exceeds 1.
        TVector sigmoid = TLanes.Divide(TLanes.IfPositive(output, one, e), TLanes.Add(one, e));
        slope = TLanes.Subtract(sigmoid, target);
    }

    /// <summary>
    /// ln(1 + u) for u in [0, 1] as 2·artanh(t), t = u/(2 + u) ≤ ⅓, by its series to t¹⁵: what is left out is below 2·3⁻¹⁷/17 = 1e-9.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogOnePlus<TLanes, TVector>(TVector u)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector t = TLanes.Divide(u, TLanes.Add(TLanes.Broadcast(2f), u));
        TVector t2 = TLanes.Multiply(t, t);
        TVector sum = TLanes.Broadcast(2f / 15);
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 13));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 11));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 9));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 7));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 5));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f / 3));
        sum = TLanes.MultiplyAdd(sum, t2, TLanes.Broadcast(2f));
        return TLanes.Multiply(t, sum);
    }
}
