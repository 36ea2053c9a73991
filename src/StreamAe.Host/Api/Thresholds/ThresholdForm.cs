using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>A threshold to set.</summary>
/// <param name="Target">The cohort or the entity; empty or absent for the monitor.</param>
/// <param name="Value">0 or absent for maintenance.</param>
/// <param name="Expires">Null: until it is taken back.</param>
internal sealed record ThresholdForm(OverrideLevel Level, string Policy, string? Reason, string? Target = null, double Value = 0, DateTimeOffset? Expires = null);
