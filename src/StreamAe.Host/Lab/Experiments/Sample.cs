using StreamAe.Numerics.Architectures;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Rows with what an experiment knows of them.</summary>
/// <param name="Features">D</param>
/// <param name="Rows">[count × D]</param>
/// <param name="Classes">[count], 0-based; all 0 where there is one class.</param>
internal sealed record Sample(int Features, float[] Rows, int[] Classes)
{
    public int Count => Classes.Length;

    public ReadOnlySpan<float> Row(int row) => Rows.AsSpan(row * Features, Features);

    /// <summary>The first <paramref name="first"/> rows, and the others.</summary>
    public (Sample Train, Sample Test) Split(int first) => (Slice(0, first), Slice(first, Count));

    public Sample OfClass(int wanted) => Pick([.. Enumerable.Range(0, Count).Where(r => Classes[r] == wanted)]);

    public Sample Pick(int[] rows) => new(
        Features,
        [.. rows.SelectMany(r => Rows[(r * Features)..((r + 1) * Features)])],
        [.. rows.Select(r => Classes[r])]);

    /// <summary>[count × RowStride] for an architecture: features, then the class as one-hot context where it has one, then padding.</summary>
    public float[] Pack(Architecture architecture)
    {
        float[] packed = new float[Count * architecture.RowStride];
        for (int r = 0; r < Count; r++)
        {
            Span<float> row = packed.AsSpan(r * architecture.RowStride, architecture.RowStride);
            Row(r).CopyTo(row);
            if (architecture.Condition > 0)
            {
                row[Features + Classes[r]] = 1;
            }
        }

        return packed;
    }

    private Sample Slice(int from, int to) => new(Features, Rows[(from * Features)..(to * Features)], Classes[from..to]);
}
