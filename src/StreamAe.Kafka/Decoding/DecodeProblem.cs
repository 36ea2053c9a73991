using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>Why a message could not become an observation.</summary>
/// <param name="Detail">What was wrong: the field, the value, the rule.</param>
public readonly record struct DecodeProblem(DeadLetterReason Reason, string Detail);
