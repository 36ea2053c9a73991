namespace StreamAe.Host.Api.Sources;

/// <summary>The source of a monitor.</summary>
/// <param name="Kind">kafka, files or simulator.</param>
/// <param name="Obstacle">Why nothing can come; null where nothing is known to be in the way.</param>
internal sealed record SourceView(string Monitor, string Source, string Kind, string? Obstacle, long? Lag, IReadOnlyList<SourcePositionView> Positions);
