namespace StreamAe.Host.Api.Thresholds;

/// <summary>How surprising the stored rows were.</summary>
/// <param name="Edges">[bins + 1] surprise; the last bin holds all above it, too.</param>
/// <param name="Counts">[bins] rows.</param>
/// <param name="Rows">All of them.</param>
/// <param name="Threshold">The surprise above which a row is anomalous, as far as one number says it: of the entity, or as the monitor asks.</param>
internal sealed record DistributionView(double[] Edges, long[] Counts, long Rows, double? Threshold);
