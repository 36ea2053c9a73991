using System.Runtime.CompilerServices;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>½(x̂ − x)²: the negative log likelihood of unit variance, but for a constant.</summary>
internal readonly struct SquaredLoss : IElementLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLanes, TVector>(TVector output, TVector target, TVector parameter, out TVector value, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        slope = TLanes.Subtract(output, target);
        value = TLanes.Multiply(TLanes.Multiply(TLanes.Broadcast(0.5f), slope), slope);
    }
}
