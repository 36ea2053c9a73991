namespace StreamAe.Numerics.Vectors;

/// <summary>
/// The float operations a kernel needs, over one vector width. Kernels are generic over an implementing struct, which the JIT
/// specialises, so one source serves 512, 256 and 128 bits and the scalar reference rounds as the vectors do: every
/// multiply-add is fused.
/// </summary>
/// <typeparam name="TVector">The register type.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a register.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Broadcast(float value);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>The smaller; where <paramref name="b"/> is NaN, NaN (the hardware's own rule, so callers pass the data as b).</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The larger; NaN as in <see cref="Min"/>.</summary>
    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Sqrt(TVector a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TVector Round(TVector a);

    /// <summary>2ᵏ for integral k in [−126, 127].</summary>
    static abstract TVector PowerOfTwo(TVector k);

    /// <summary>Lane by lane: <paramref name="condition"/> &gt; 0 ? <paramref name="yes"/> : <paramref name="no"/>.</summary>
    static abstract TVector IfPositive(TVector condition, TVector yes, TVector no);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TVector a);
}
