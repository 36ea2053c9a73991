using System.Runtime.InteropServices;

namespace StreamAe.Orleans.Wire;

/// <summary>An entity's newest rows, for the cohort's model.</summary>
[GenerateSerializer]
[Immutable]
[Alias("streamae.sample")]
internal sealed class EntitySample
{
    /// <summary>Ticks.</summary>
    [Id(0)]
    public long LastEventTime { get; init; }

    [Id(1)]
    public bool HasModel { get; init; }

    /// <summary>[n × F] little-endian floats.</summary>
    [Id(2)]
    public byte[] Rows { get; init; } = [];

    /// <summary>[n]</summary>
    [Id(3)]
    public bool[] Excluded { get; init; } = [];

    /// <summary>The entity has no part in this cohort.</summary>
    [Id(4)]
    public bool HasOtherChannels { get; init; }

    /// <summary>The newest rows, so many or all there are.</summary>
    public (float[] Rows, bool[] Excluded) Newest(int maxRows)
    {
        int skipped = Math.Max(0, Excluded.Length - maxRows);
        ReadOnlySpan<float> rows = MemoryMarshal.Cast<byte, float>(Rows);
        int width = Excluded.Length == 0 ? 0 : rows.Length / Excluded.Length;
        return (rows[(skipped * width)..].ToArray(), Excluded[skipped..]);
    }
}
