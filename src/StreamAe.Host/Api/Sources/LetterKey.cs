namespace StreamAe.Host.Api.Sources;

/// <summary>Names a dead letter.</summary>
/// <param name="Monitor">That could not take it in.</param>
internal sealed record LetterKey(string Monitor, string Source, long Position);
