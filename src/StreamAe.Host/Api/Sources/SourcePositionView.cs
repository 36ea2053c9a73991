namespace StreamAe.Host.Api.Sources;

/// <summary>Where reading of a source, or of a partition of it, stands.</summary>
/// <param name="Position">Of what is read next.</param>
/// <param name="End">Of what will be written next; null where that is not known.</param>
/// <param name="Lag">What is there and not read; null where that is not known.</param>
internal sealed record SourcePositionView(string Name, long? Position, long? End, long? Lag);
