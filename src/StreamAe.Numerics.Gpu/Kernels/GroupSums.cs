using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>Sums that a group takes together, in an order that depends on their number alone: the bits are the same for any size of group.</summary>
internal static class GroupSums
{
    /// <summary>Adds up the first <paramref name="count"/> of every row, pair by pair; the sum lies in the row's first place. Whole groups call it.</summary>
    public static void Rows(ArrayView<float> terms, int stride, int rows, int count)
    {
        int half = 1;
        while (half * 2 < count)
        {
            half *= 2;
        }

        for (int left = count; left > 1; left = half, half /= 2)
        {
            for (int p = Group.IdxX; p < rows * half; p += Group.DimX)
            {
                int row = p / half;
                int at = (row * stride) + (p - (row * half));
                if (p - (row * half) + half < left)
                {
                    terms[at] += terms[at + half];
                }
            }

            Group.Barrier();
        }
    }
}
