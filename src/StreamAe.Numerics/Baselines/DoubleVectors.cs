using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamAe.Numerics.Baselines;

/// <summary>
/// Dot product and scaled addition in double precision, with one fixed order of summation and no fused operations: the same bits on
/// every machine, whatever its vector width.
/// </summary>
internal static class DoubleVectors
{
    /// <summary>Σ left·right in eight interleaved partial sums.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector256<double>> l = MemoryMarshal.Cast<double, Vector256<double>>(left);
        ReadOnlySpan<Vector256<double>> r = MemoryMarshal.Cast<double, Vector256<double>>(right[..left.Length]);
        Vector256<double> even = Vector256<double>.Zero;
        Vector256<double> odd = Vector256<double>.Zero;
        int i = 0;
        for (; i + 1 < l.Length; i += 2)
        {
            even += l[i] * r[i];
            odd += l[i + 1] * r[i + 1];
        }

        if (i < l.Length)
        {
            even += l[i] * r[i];
        }

        Vector256<double> sums = even + odd;
        double total = sums[0] + sums[1] + sums[2] + sums[3];
        for (int k = l.Length * Vector256<double>.Count; k < left.Length; k++)
        {
            total += left[k] * right[k];
        }

        return total;
    }

    /// <summary>target += factor·source.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        Span<Vector256<double>> t = MemoryMarshal.Cast<double, Vector256<double>>(target);
        ReadOnlySpan<Vector256<double>> s = MemoryMarshal.Cast<double, Vector256<double>>(source[..target.Length]);
        Vector256<double> factors = Vector256.Create(factor);
        for (int i = 0; i < t.Length; i++)
        {
            t[i] += factors * s[i];
        }

        for (int k = t.Length * Vector256<double>.Count; k < target.Length; k++)
        {
            target[k] += factor * source[k];
        }
    }
}
