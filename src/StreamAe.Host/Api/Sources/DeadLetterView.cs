using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Api.Sources;

/// <summary>A record that could not be taken in.</summary>
/// <param name="Monitor">That could not; empty where an earlier version of the program did not say.</param>
/// <param name="Record">As it came, its beginning.</param>
/// <param name="Replayed">Null where it was not.</param>
internal sealed record DeadLetterView(
    DateTimeOffset At, string Monitor, string Source, long Position, DeadLetterReason Reason, string Detail, string Record, LetterMark? Replayed);
