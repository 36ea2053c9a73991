using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// A sum kept as sixteen partial sums: element i is always added to partial sum i mod 16 and these are added in one order, so the vector
/// width does not change a bit of the total.
/// </summary>
internal static unsafe class LaneSums
{
    public const int Count = 16;

    /// <summary>Elements a partial sum may take in single precision before the total is carried on in double.</summary>
    public const int Chunk = 4096;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(float* sums)
    {
        for (int i = 0; i < Count; i += Vector128<float>.Count)
        {
            Vector128<float>.Zero.Store(sums + i);
        }
    }

    /// <summary>Adds the elements that begin at <paramref name="index"/>, a multiple of the vector's width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TLanes, TVector>(float* sums, int index, TVector value)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        float* target = sums + (index & (Count - 1));
        TLanes.Store(TLanes.Add(TLanes.Load(target), value), target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Total(float* sums)
    {
        Vector128<float> low = Vector128.Load(sums) + Vector128.Load(sums + 4);
        Vector128<float> high = Vector128.Load(sums + 8) + Vector128.Load(sums + 12);
        Vector128<float> sum = low + high;
        return (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }

    /// <summary>Σ xᵢ²</summary>
    public static double Squares(float* values, int count)
    {
        float* sums = stackalloc float[Count];
        double total = 0;
        for (int start = 0; start < count; start += Chunk)
        {
            int length = Math.Min(Chunk, count - start);
            float* chunk = values + start;
            Clear(sums);
            int i = 0;
            if (SimdWidth.Bits >= 512)
            {
                Squares<Lanes512, Vector512<float>>(chunk, length, sums, ref i);
            }

            if (SimdWidth.Bits >= 256)
            {
                Squares<Lanes256, Vector256<float>>(chunk, length, sums, ref i);
            }

            Squares<Lanes128, Vector128<float>>(chunk, length, sums, ref i);
            Squares<LanesScalar, float>(chunk, length, sums, ref i);
            total += Total(sums);
        }

        return total;
    }

    private static void Squares<TLanes, TVector>(float* values, int count, float* sums, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            TVector x = TLanes.Load(values + i);
            Add<TLanes, TVector>(sums, i, TLanes.Multiply(x, x));
        }
    }
}
