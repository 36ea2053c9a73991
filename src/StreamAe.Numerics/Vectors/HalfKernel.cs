using System.Runtime.Intrinsics;

namespace StreamAe.Numerics.Vectors;

/// <summary>Single precision to half and back. Only zeros and normal numbers are written, so that reading them is exact in a few plain operations.</summary>
internal static unsafe class HalfKernel
{
    /// <summary>Largest finite half.</summary>
    public const float Max = 65504;

    // A half's exponent and fraction, moved to a float's place, mean 2⁻¹¹² of their value: the biases are 15 and 127.
    private const float BiasScale = 5.192296858534828e33f;
    private const int FractionShift = 23 - 10;

    // After sign extension and shift the sign fills the bits above the exponent too; these keep one of it.
    private const int Kept = unchecked((int)0x8FFFE000);

    /// <summary>Rounds to nearest even; what would be subnormal becomes 0. The caller checked that every value is within ±<see cref="Max"/>.</summary>
    public static void Narrow(ReadOnlySpan<float> source, short* target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            var half = (Half)source[i];
            target[i] = Half.IsNormal(half) ? BitConverter.HalfToInt16Bits(half) : (short)0;
        }
    }

    /// <summary>Exact.</summary>
    public static void Widen(short* source, float* target, int count)
    {
        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Vector512<int> kept = Vector512.Create(Kept);
            for (; i + 32 <= count; i += 32)
            {
                (Vector512<int> lower, Vector512<int> upper) = Vector512.Widen(Vector512.Load(source + i));
                Vector512.Store(((lower << FractionShift) & kept).AsSingle() * BiasScale, target + i);
                Vector512.Store(((upper << FractionShift) & kept).AsSingle() * BiasScale, target + i + 16);
            }
        }

        if (SimdWidth.Bits >= 256)
        {
            Vector256<int> kept = Vector256.Create(Kept);
            for (; i + 16 <= count; i += 16)
            {
                (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.Load(source + i));
                Vector256.Store(((lower << FractionShift) & kept).AsSingle() * BiasScale, target + i);
                Vector256.Store(((upper << FractionShift) & kept).AsSingle() * BiasScale, target + i + 8);
            }
        }

        for (; i + 8 <= count; i += 8)
        {
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.Load(source + i));
            Vector128<int> kept = Vector128.Create(Kept);
            Vector128.Store(((lower << FractionShift) & kept).AsSingle() * BiasScale, target + i);
            Vector128.Store(((upper << FractionShift) & kept).AsSingle() * BiasScale, target + i + 4);
        }

        for (; i < count; i++)
        {
            target[i] = BitConverter.Int32BitsToSingle((source[i] << FractionShift) & Kept) * BiasScale;
        }
    }
}
