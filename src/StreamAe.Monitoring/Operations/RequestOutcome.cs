namespace StreamAe.Monitoring.Operations;

/// <summary>What became of a request at one entity; durable with the poll in which it happened.</summary>
/// <param name="Sequence">Of the request.</param>
/// <param name="IsForAll">The request was to every entity: outcomes are counted, not listed.</param>
/// <param name="Detail">For an operator.</param>
/// <param name="AtSequence">The entity's observations before it.</param>
public sealed record RequestOutcome(long Sequence, bool IsForAll, RequestVerdict Verdict, string Detail, long AtSequence);
