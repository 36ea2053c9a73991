namespace StreamAe.Monitoring.Persistence;

/// <summary>An entry of the audit: who did what to which override, when and why.</summary>
/// <param name="Override">As it was set, or as it was when it was taken back or expired.</param>
/// <param name="Author">Empty where it expired.</param>
public sealed record OverrideChange(OverrideChangeKind Kind, ThresholdOverride Override, string Author, DateTimeOffset At, string Reason);
