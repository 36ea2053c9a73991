using System.Collections.Frozen;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>
/// The rules that operators have set in place of a monitor file's, as they are in force together: the entity's before its cohort's before
/// the monitor's. Immutable; a change makes another.
/// </summary>
public sealed class ThresholdOverrides
{
    private readonly FrozenDictionary<string, ThresholdRule> _entities;
    private readonly FrozenDictionary<string, ThresholdRule> _cohorts;
    private readonly ThresholdRule? _monitor;

    private ThresholdOverrides(IReadOnlyList<ThresholdOverride> all)
    {
        All = all;
        _entities = RulesOf(all, OverrideLevel.Entity);
        _cohorts = RulesOf(all, OverrideLevel.Cohort);
        _monitor = RulesOf(all, OverrideLevel.Monitor).TryGetValue(string.Empty, out ThresholdRule rule) ? rule : null;
    }

    public static ThresholdOverrides None { get; } = new([]);

    /// <summary>What it was made of.</summary>
    public IReadOnlyList<ThresholdOverride> All { get; }

    public bool IsEmpty => _entities.Count == 0 && _cohorts.Count == 0 && _monitor is null;

    /// <param name="overrides">At most one of a level and target. One with a policy that this program does not know changes nothing: who stored
    /// it was told so, or is of another version.</param>
    public static ThresholdOverrides Of(IReadOnlyList<ThresholdOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return overrides.Count == 0 ? None : new ThresholdOverrides(overrides);
    }

    /// <summary>Null where the monitor file's holds.</summary>
    /// <param name="cohort">Its name: the channels of the source, as <see cref="Observations.Schema"/> writes them.</param>
    public ThresholdRule? For(string entity, string cohort) =>
        _entities.TryGetValue(entity, out ThresholdRule own) ? own
        : _cohorts.TryGetValue(cohort, out ThresholdRule shared) ? shared
        : _monitor;

    /// <summary>The override that <see cref="For"/> takes its rule of; null where the monitor file's holds.</summary>
    public ThresholdOverride? Find(string entity, string cohort)
    {
        ThresholdOverride? found = null;
        foreach (ThresholdOverride one in All)
        {
            bool concerns = one.Scope.Level switch
            {
                OverrideLevel.Entity => one.Scope.Target == entity,
                OverrideLevel.Cohort => one.Scope.Target == cohort,
                _ => true,
            };
            if (concerns && (found is null || one.Scope.Level > found.Scope.Level) && ThresholdRule.TryCreate(one.Policy, one.Value, out _, out _))
            {
                found = one;
            }
        }

        return found;
    }

    private static FrozenDictionary<string, ThresholdRule> RulesOf(IReadOnlyList<ThresholdOverride> all, OverrideLevel level)
    {
        var rules = new Dictionary<string, ThresholdRule>(StringComparer.Ordinal);
        foreach (ThresholdOverride one in all)
        {
            if (one.Scope.Level == level && ThresholdRule.TryCreate(one.Policy, one.Value, out ThresholdRule rule, out _))
            {
                rules[one.Scope.Target] = rule;
            }
        }

        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
