namespace StreamAe.Host.Api.Running;

/// <summary>How a sink fares since the start.</summary>
/// <param name="Failures">Batches it did not take.</param>
/// <param name="FailingSince">Null while all is well.</param>
internal sealed record SinkView(string Name, long Published, long Failures, DateTimeOffset? FailingSince);
