using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamAe.Monitoring.Features;

/// <summary>What stands in a row where an observation had no value.</summary>
internal static class MissingValues
{
    /// <summary>Fills the gaps of a row with the last present values before it.</summary>
    /// <param name="encoded">[F], NaN where missing.</param>
    /// <param name="last">[F] the entity's row before, itself filled; empty where there is none.</param>
    /// <param name="filled">[F] written; NaN where there never was a value.</param>
    /// <returns>The number of missing values in <paramref name="encoded"/>.</returns>
    public static int FillForward(ReadOnlySpan<float> encoded, ReadOnlySpan<float> last, Span<float> filled)
    {
        filled = filled[..encoded.Length];
        last = last.IsEmpty ? encoded : last[..encoded.Length];
        int missing = 0;
        int f = 0;
        ref float first = ref MemoryMarshal.GetReference(encoded);
        ref float before = ref MemoryMarshal.GetReference(last);
        ref float target = ref MemoryMarshal.GetReference(filled);
        for (; f + Vector256<float>.Count <= encoded.Length; f += Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref first, (nuint)f);
            Vector256<float> present = Vector256.Equals(values, values);
            missing += Vector256<float>.Count - BitOperations.PopCount(present.ExtractMostSignificantBits());
            Vector256.ConditionalSelect(present, values, Vector256.LoadUnsafe(ref before, (nuint)f)).StoreUnsafe(ref target, (nuint)f);
        }

        for (; f + Vector128<float>.Count <= encoded.Length; f += Vector128<float>.Count)
        {
            Vector128<float> values = Vector128.LoadUnsafe(ref first, (nuint)f);
            Vector128<float> present = Vector128.Equals(values, values);
            missing += Vector128<float>.Count - BitOperations.PopCount(present.ExtractMostSignificantBits());
            Vector128.ConditionalSelect(present, values, Vector128.LoadUnsafe(ref before, (nuint)f)).StoreUnsafe(ref target, (nuint)f);
        }

        for (; f < encoded.Length; f++)
        {
            bool isMissing = float.IsNaN(encoded[f]);
            missing += isMissing ? 1 : 0;
            filled[f] = isMissing ? last[f] : encoded[f];
        }

        return missing;
    }
}
