namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>How much goes to a device at once.</summary>
internal sealed record DeviceLimits
{
    /// <summary>Most rows of a chunk: few enough that a large batch is several chunks, whose copies and computations overlap.</summary>
    public int ChunkRows { get; init; } = 16384;

    /// <summary>Most floats that a layer writes for a chunk.</summary>
    public int ChunkFloats { get; init; } = 4 << 20;

    /// <summary>Of device memory, for the models of an arena; null for <see cref="ModelShare"/> of what the device has.</summary>
    public long? ModelBytes { get; init; }

    /// <summary>Of a device's memory; the rest is for rows and for others.</summary>
    public double ModelShare { get; init; } = 0.7;
}
