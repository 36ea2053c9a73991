using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Overrides;

/// <summary>What an override must be to be kept.</summary>
internal static class OverrideRules
{
    public static void Verify(ThresholdOverride value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Verify(value.Scope);
        ArgumentException.ThrowIfNullOrWhiteSpace(value.Policy, nameof(value.Policy));
        Verify(value.Author, value.Reason);
        if (!double.IsFinite(value.Value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value.Value, "An override's value must be a finite number.");
        }

        if (value.Expires <= value.SetAt)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), value.Expires, $"An override that is set at {value.SetAt:u} must expire later than that, or never.");
        }
    }

    public static void Verify(OverrideScope scope)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scope.Monitor, nameof(scope.Monitor));
        ArgumentNullException.ThrowIfNull(scope.Target, nameof(scope.Target));
        if (!Enum.IsDefined(scope.Level))
        {
            throw new ArgumentOutOfRangeException(nameof(scope), scope.Level, "An override is of a monitor, a cohort or an entity.");
        }

        if (scope.Level == OverrideLevel.Monitor != (scope.Target.Length == 0))
        {
            throw new ArgumentException(
                $"An override of level {scope.Level} has target \"{scope.Target}\": a monitor's has none, a cohort's or an entity's names it.", nameof(scope));
        }
    }

    public static void Verify(string author, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(author);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
    }
}
