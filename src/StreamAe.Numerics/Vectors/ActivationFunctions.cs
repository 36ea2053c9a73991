using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Vectors;

/// <summary>An activation as a type, so that a loop over it is compiled for it.</summary>
internal interface IActivationFunction
{
    static abstract Activation Kind { get; }

    static abstract TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;
}

internal readonly struct TanhFunction : IActivationFunction
{
    public static Activation Kind => Activation.Tanh;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Tanh<TLanes, TVector>(x);
}

internal readonly struct SigmoidFunction : IActivationFunction
{
    public static Activation Kind => Activation.Sigmoid;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Sigmoid<TLanes, TVector>(x);
}

internal readonly struct ReluFunction : IActivationFunction
{
    public static Activation Kind => Activation.Relu;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Relu<TLanes, TVector>(x);
}

internal readonly struct LeakyReluFunction : IActivationFunction
{
    public static Activation Kind => Activation.LeakyRelu;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.LeakyRelu<TLanes, TVector>(x);
}

internal readonly struct EluFunction : IActivationFunction
{
    public static Activation Kind => Activation.Elu;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Functions.Elu<TLanes, TVector>(x);
}
