namespace StreamAe.Numerics.Metrics;

/// <summary>How late one anomalous segment was noticed.</summary>
/// <param name="Start">First row of the segment.</param>
/// <param name="Length">Rows in the segment, at least 1.</param>
/// <param name="Delay">Rows from <paramref name="Start"/> to the first alert inside the segment, in [0, Length); null if missed.</param>
public readonly record struct SegmentDelay(int Start, int Length, int? Delay);
