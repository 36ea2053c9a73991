using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Api.Sources;

/// <summary>A record that could not be taken in.</summary>
/// <param name="Record">As it came, its beginning.</param>
internal sealed record DeadLetterView(DateTimeOffset At, string Source, long Position, DeadLetterReason Reason, string Detail, string Record);
