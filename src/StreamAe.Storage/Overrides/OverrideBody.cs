using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Overrides;

/// <summary>An override as JSON in the store, beside its monitor, level, target and expiry, which have columns of their own.</summary>
internal sealed record OverrideBody(string Policy, double Value, string Author, DateTimeOffset SetAt, string Reason)
{
    public static OverrideBody Of(ThresholdOverride value) => new(value.Policy, value.Value, value.Author, value.SetAt, value.Reason);

    public ThresholdOverride In(OverrideScope scope, DateTimeOffset? expires) => new(scope, Policy, Value, Author, SetAt, Reason, expires);
}
