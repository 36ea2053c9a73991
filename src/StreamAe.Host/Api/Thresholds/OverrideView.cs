using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>A threshold that an operator set.</summary>
/// <param name="Target">The cohort or the entity; empty for the monitor.</param>
/// <param name="Expires">Null: until it is taken back.</param>
internal sealed record OverrideView(
    OverrideLevel Level, string Target, string Policy, double Value, string Author, DateTimeOffset SetAt, string Reason, DateTimeOffset? Expires)
{
    public static OverrideView Of(ThresholdOverride one) => new(
        one.Scope.Level, one.Scope.Target, one.Policy, one.Value, one.Author, one.SetAt, one.Reason, one.Expires);
}
