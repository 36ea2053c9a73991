using System.Runtime.CompilerServices;

namespace StreamAe.Numerics.Vectors;

/// <summary>An activation as a type, so that a loop over it is compiled for it.</summary>
internal interface IActivationFunction
{
    static abstract TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;
}

internal readonly struct TanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Tanh<TLanes, TVector>(x);
}

internal readonly struct SigmoidFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Sigmoid<TLanes, TVector>(x);
}

internal readonly struct ReluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Relu<TLanes, TVector>(x);
}

internal readonly struct LeakyReluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.LeakyRelu<TLanes, TVector>(x);
}

internal readonly struct EluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Elu<TLanes, TVector>(x);
}
