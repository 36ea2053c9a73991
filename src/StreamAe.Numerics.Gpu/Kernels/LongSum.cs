using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// A sum in two floats, the second what the first rounded away (Knuth's two-sum): as good as double over many rows, and on devices that have no
/// double too. It lies as [high][low]; one thread adds at a time.
/// </summary>
internal static class LongSum
{
    public const int Floats = 2;

    public static void Clear(ArrayView<float> sums, int at)
    {
        sums[at] = 0;
        sums[at + 1] = 0;
    }

    public static void Add(ArrayView<float> sums, int at, float value)
    {
        float high = sums[at];
        float sum = high + value;
        float part = sum - high;
        sums[at] = sum;
        sums[at + 1] += (high - (sum - part)) + (value - part);
    }
}
