namespace StreamAe.Host.Api.Audits;

/// <summary>Who changed what, when, from what to what, and why.</summary>
/// <param name="Who">Empty where time did: an expiry.</param>
/// <param name="What">threshold set, threshold removed, threshold expired, retrain, rollback, promote, mark, feedback, snooze, letters replayed, monitor changed.</param>
/// <param name="Target">The entity or cohort; empty for all of the monitor.</param>
/// <param name="Outcome">What became of it; null where it waits, or is done by being said.</param>
internal sealed record AuditEntry(
    DateTimeOffset At, string Who, string What, string Monitor, string Target, string? Before, string? After, string Why, string? Outcome = null);
