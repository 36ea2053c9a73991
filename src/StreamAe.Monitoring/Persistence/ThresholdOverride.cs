namespace StreamAe.Monitoring.Persistence;

/// <summary>A threshold that an operator set in place of the monitor file's.</summary>
/// <param name="Policy">How <paramref name="Value"/> is meant: the name of a threshold policy.</param>
/// <param name="Reason">In the author's words.</param>
/// <param name="Expires">From when on it is no longer in force; null: until it is taken back.</param>
public sealed record ThresholdOverride(
    OverrideScope Scope, string Policy, double Value, string Author, DateTimeOffset SetAt, string Reason, DateTimeOffset? Expires);
