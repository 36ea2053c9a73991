using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamAe.Monitoring.Features.Scaling;

/// <summary>
/// The arithmetic of scaling a row, for whoever keeps the numbers of a <see cref="FeatureScaler"/>. A value that is there is never scaled to −0, the mark
/// of one that is not.
/// </summary>
internal static class ScalingKernel
{
    /// <summary>clip((x − μ)/σ, ±c)</summary>
    /// <param name="encoded">[n], NaN where missing.</param>
    /// <param name="inverses">[n] 1/σ</param>
    /// <param name="missing">Written where missing.</param>
    /// <param name="row">[n] written.</param>
    public static void Scale(
        ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        means = means[..encoded.Length];
        inverses = inverses[..encoded.Length];
        row = row[..encoded.Length];
        ref float first = ref MemoryMarshal.GetReference(encoded);
        ref float mean = ref MemoryMarshal.GetReference(means);
        ref float inverse = ref MemoryMarshal.GetReference(inverses);
        ref float target = ref MemoryMarshal.GetReference(row);
        int f = 0;

        // Adding 0 makes a scaled −0 a 0. What the native minimum makes of a NaN does not matter: it gives way.
        for (; f + Vector256<float>.Count <= encoded.Length; f += Vector256<float>.Count)
        {
            Vector256<float> z = (Vector256.LoadUnsafe(ref first, (nuint)f) - Vector256.LoadUnsafe(ref mean, (nuint)f))
                * Vector256.LoadUnsafe(ref inverse, (nuint)f);
            Vector256<float> clipped = Vector256.MaxNative(Vector256.Create(-clip), Vector256.MinNative(Vector256.Create(clip), z));
            Vector256.ConditionalSelect(Vector256.Equals(z, z), clipped + Vector256<float>.Zero, Vector256.Create(missing))
                .StoreUnsafe(ref target, (nuint)f);
        }

        for (; f + Vector128<float>.Count <= encoded.Length; f += Vector128<float>.Count)
        {
            Vector128<float> z = (Vector128.LoadUnsafe(ref first, (nuint)f) - Vector128.LoadUnsafe(ref mean, (nuint)f))
                * Vector128.LoadUnsafe(ref inverse, (nuint)f);
            Vector128<float> clipped = Vector128.MaxNative(Vector128.Create(-clip), Vector128.MinNative(Vector128.Create(clip), z));
            Vector128.ConditionalSelect(Vector128.Equals(z, z), clipped + Vector128<float>.Zero, Vector128.Create(missing))
                .StoreUnsafe(ref target, (nuint)f);
        }

        for (; f < encoded.Length; f++)
        {
            float z = (encoded[f] - means[f]) * inverses[f];
            row[f] = float.IsNaN(z) ? missing : Math.Clamp(z, -clip, clip) + 0f;
        }
    }

    /// <summary>clip(asinh((x − μ)/σ), ±c)</summary>
    public static void ScaleAsinh(
        ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        for (int f = 0; f < encoded.Length; f++)
        {
            row[f] = AsinhOf(encoded[f], means[f], inverses[f], clip, missing);
        }
    }

    /// <summary>The same of some features alone; the others stay as they are in the row.</summary>
    /// <param name="which">[n]</param>
    public static void ScaleAsinh(
        ReadOnlySpan<float> encoded, ReadOnlySpan<float> means, ReadOnlySpan<float> inverses, ReadOnlySpan<bool> which, float clip, float missing, Span<float> row)
    {
        for (int f = 0; f < encoded.Length; f++)
        {
            if (which[f])
            {
                row[f] = AsinhOf(encoded[f], means[f], inverses[f], clip, missing);
            }
        }
    }


    /// <summary>Scales the changes of the first features from one row to the next: clip((x − x before)/σ, ±c).</summary>
    /// <param name="newest">[R] encoded, NaN where missing.</param>
    /// <param name="before">[R] the row before; empty where there is none, and then nothing has changed.</param>
    /// <param name="missing">Written where either is missing.</param>
    /// <param name="row">[R] written.</param>
    public static void ScaleDifferences(
        ReadOnlySpan<float> newest, ReadOnlySpan<float> before, ReadOnlySpan<float> inverses, float clip, float missing, Span<float> row)
    {
        row = row[..inverses.Length];
        if (before.IsEmpty)
        {
            row.Fill(missing);
            return;
        }

        newest = newest[..row.Length];
        before = before[..row.Length];
        int f = 0;
        for (; f + Vector128<float>.Count <= row.Length; f += Vector128<float>.Count)
        {
            Vector128<float> z = (Vector128.Create(newest[f..]) - Vector128.Create(before[f..])) * Vector128.Create(inverses[f..]);
            Vector128<float> clipped = Vector128.MaxNative(Vector128.Create(-clip), Vector128.MinNative(Vector128.Create(clip), z));
            Vector128.ConditionalSelect(Vector128.Equals(z, z), clipped + Vector128<float>.Zero, Vector128.Create(missing)).CopyTo(row[f..]);
        }

        for (; f < row.Length; f++)
        {
            float z = (newest[f] - before[f]) * inverses[f];
            row[f] = float.IsNaN(z) ? missing : Math.Clamp(z, -clip, clip) + 0f;
        }
    }

    private static float AsinhOf(float value, float mean, float inverse, float clip, float missing)
    {
        // In double: a value far out times an inverse may pass the largest float.
        double z = Math.Asinh((value - (double)mean) * inverse);
        return double.IsNaN(z) ? missing : (float)Math.Clamp(z, -clip, clip) + 0f;
    }
}
