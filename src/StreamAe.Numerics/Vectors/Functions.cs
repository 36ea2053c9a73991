using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// tanh, exp and the activations built of them: our own approximations, the same on every backend, so that results agree whatever
/// scored them. NaN in gives NaN out.
/// </summary>
internal static class Functions
{
    /// <summary>Beyond ±9 tanh is ±1 within float precision (1 − tanh 9 = 3e-8).</summary>
    private const float TanhLimit = 9f;

    /// <summary>e^±87 still is a normal float: the result never overflows to ∞ nor falls into slow subnormals.</summary>
    private const float ExpLimit = 87f;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts (Cody and Waite 1980): k·Ln2High is exact for |k| < 2¹⁰, so the reduced argument keeps its low bits.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// x·P(x²)/Q(x²), both of degree 4 in x², fitted to tanh(x)/x on [0, 9] for least relative error (Lawson's reweighted
    /// least squares): 2e-8 before rounding, under 5e-7 relative in floats. Odd, its sign and zero are exact, and it never leaves
    /// [−1, 1]: a last-place excess would turn the derivative 1 − y² negative.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        x = TLanes.Max(TLanes.Broadcast(-TanhLimit), TLanes.Min(TLanes.Broadcast(TanhLimit), x));
        TVector x2 = TLanes.Multiply(x, x);
        TVector p = TLanes.Broadcast(1.3353345332e-8f);
        p = TLanes.MultiplyAdd(p, x2, TLanes.Broadcast(2.06081356505e-5f));
        p = TLanes.MultiplyAdd(p, x2, TLanes.Broadcast(0.00349553158466f));
        p = TLanes.MultiplyAdd(p, x2, TLanes.Broadcast(0.133809786881f));
        p = TLanes.MultiplyAdd(p, x2, TLanes.Broadcast(0.999999979629f));
        TVector q = TLanes.Broadcast(7.77601928311e-7f);
        q = TLanes.MultiplyAdd(q, x2, TLanes.Broadcast(0.00032855414637f));
        q = TLanes.MultiplyAdd(q, x2, TLanes.Broadcast(0.0258767689238f));
        q = TLanes.MultiplyAdd(q, x2, TLanes.Broadcast(0.467142943469f));
        q = TLanes.MultiplyAdd(q, x2, TLanes.Broadcast(1f));
        TVector y = TLanes.Divide(TLanes.Multiply(x, p), q);
        return TLanes.Max(TLanes.Broadcast(-1f), TLanes.Min(TLanes.Broadcast(1f), y));
    }

    /// <summary>
    /// eˣ as 2ᵏ·eᶠ with |f| ≤ ½ ln 2 and the Taylor series of eᶠ to f⁷/7! (remainder below 6e-9): under 2e-7 relative.
    /// The argument is clamped to ±87.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        x = TLanes.Max(TLanes.Broadcast(-ExpLimit), TLanes.Min(TLanes.Broadcast(ExpLimit), x));
        TVector k = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(Log2E)));
        TVector f = TLanes.MultiplyAdd(k, TLanes.Broadcast(-Ln2High), x);
        f = TLanes.MultiplyAdd(k, TLanes.Broadcast(-Ln2Low), f);
        TVector sum = TLanes.Broadcast(1f / 5040);
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f / 720));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f / 120));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f / 24));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f / 6));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f / 2));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f));
        sum = TLanes.MultiplyAdd(sum, f, TLanes.Broadcast(1f));
        return TLanes.Multiply(sum, TLanes.PowerOfTwo(k));
    }

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector one = TLanes.Broadcast(1f);
        TVector e = Exp<TLanes, TVector>(TLanes.Subtract(TLanes.Broadcast(0f), x));
        return TLanes.Divide(one, TLanes.Add(one, e));
    }

    /// <summary>max(x, 0)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Relu<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => TLanes.Max(TLanes.Broadcast(0f), x);

    /// <summary>x for x &gt; 0, else 0.01·x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LeakyRelu<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        TLanes.Max(TLanes.Multiply(x, TLanes.Broadcast(LeakySlope)), x);

    /// <summary>x for x &gt; 0, else eˣ − 1</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Elu<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        TLanes.IfPositive(x, x, TLanes.Subtract(Exp<TLanes, TVector>(x), TLanes.Broadcast(1f)));

    /// <summary>Any activation, chosen at run time: for single values. Blocks go through <see cref="ActivationKernel"/>.</summary>
    public static TVector Activate<TLanes, TVector>(TVector x, Activation activation)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => activation switch
        {
            Activation.Tanh => Tanh<TLanes, TVector>(x),
            Activation.Sigmoid => Sigmoid<TLanes, TVector>(x),
            Activation.Relu => Relu<TLanes, TVector>(x),
            Activation.LeakyRelu => LeakyRelu<TLanes, TVector>(x),
            Activation.Elu => Elu<TLanes, TVector>(x),
            _ => x,
        };

    /// <summary>The derivative of the activation at the point where its value is <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TLanes, TVector>(TVector y, Activation activation)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector one = TLanes.Broadcast(1f);
        return activation switch
        {
            Activation.Tanh => TLanes.Subtract(one, TLanes.Multiply(y, y)),
            Activation.Sigmoid => TLanes.Multiply(y, TLanes.Subtract(one, y)),
            Activation.Relu => TLanes.IfPositive(y, one, TLanes.Broadcast(0f)),
            Activation.LeakyRelu => TLanes.IfPositive(y, one, TLanes.Broadcast(LeakySlope)),
            Activation.Elu => TLanes.IfPositive(y, one, TLanes.Add(y, one)),
            _ => one,
        };
    }

    /// <summary>Slope of leaky ReLU below zero (Maas et al. 2013).</summary>
    private const float LeakySlope = 0.01f;
}
