namespace StreamAe.Monitoring.Runtime;

/// <summary>How far the reading of a source, or of a part of it, is.</summary>
/// <param name="Name">Of the part, such as a partition.</param>
/// <param name="Position">Of what is read next; null before the first.</param>
/// <param name="End">Of what will be written next; null where that is not known.</param>
public sealed record SourcePosition(string Name, long? Position, long? End)
{
    /// <summary>What is there and was not read yet; null where that is not known.</summary>
    public long? Lag => End is long end && Position is long position ? Math.Max(0, end - position) : null;

    /// <summary>Of all parts of a source together; null where it is not known of each, or there are none.</summary>
    public static long? LagOf(IReadOnlyList<SourcePosition> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return positions.Count > 0 && positions.All(p => p.Lag is not null) ? positions.Sum(p => p.Lag) : null;
    }
}
