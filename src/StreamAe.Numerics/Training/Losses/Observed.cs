using System.Runtime.CompilerServices;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>Another loss where the target is observed; 0, and no slope, where it is NaN.</summary>
/// <typeparam name="TLoss">The other loss.</typeparam>
internal readonly struct Observed<TLoss> : IElementLoss
    where TLoss : IElementLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLanes, TVector>(TVector output, TVector target, TVector parameter, out TVector value, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TLoss.Evaluate<TLanes, TVector>(output, target, parameter, out value, out slope);

        // x² + 1 is above 0 for every x but NaN.
        TVector observed = TLanes.MultiplyAdd(target, target, TLanes.Broadcast(1f));
        value = TLanes.IfPositive(observed, value, TLanes.Broadcast(0f));
        slope = TLanes.IfPositive(observed, slope, TLanes.Broadcast(0f));
    }
}
