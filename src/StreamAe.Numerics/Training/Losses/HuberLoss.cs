using System.Runtime.CompilerServices;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// With r = x̂ − x: ½r² where |r| ≤ δ, else δ(|r| − ½δ) (Huber 1964). Both are c·(r − ½c) with c = r held in ±δ, which is also the slope.
/// </summary>
internal readonly struct HuberLoss : IElementLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLanes, TVector>(TVector output, TVector target, TVector parameter, out TVector value, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector residual = TLanes.Subtract(output, target);
        TVector lowest = TLanes.Subtract(TLanes.Broadcast(0f), parameter);
        slope = TLanes.Max(lowest, TLanes.Min(parameter, residual));
        value = TLanes.Multiply(slope, TLanes.Subtract(residual, TLanes.Multiply(TLanes.Broadcast(0.5f), slope)));
    }
}
