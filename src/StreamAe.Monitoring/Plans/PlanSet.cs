using System.Collections.Concurrent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Plans;

/// <summary>
/// The plans of one monitor: one for each set of channels its sources bring (files of one stream may differ), and those that it had before it
/// was edited, whose models stay in use until there are new ones.
/// </summary>
public sealed class PlanSet(MonitorDefinition definition)
{
    private readonly ConcurrentDictionary<Schema, MonitorPlan> _plans = new();
    private readonly ConcurrentDictionary<ulong, MonitorPlan> _byIdentity = new();
    private volatile ThresholdOverrides _overrides = ThresholdOverrides.None;

    public MonitorDefinition Definition { get; } = definition;

    public EntityDirectory Directory { get; } = new();

    /// <summary>Of the monitor as it is defined now.</summary>
    public IEnumerable<MonitorPlan> All => _plans.Values;

    /// <summary>Of the monitor as it was; entities leave them.</summary>
    public IEnumerable<MonitorPlan> Former => _byIdentity.Values.Where(IsFormer).Distinct();

    /// <summary>What operators have set in place of the definition's threshold. From any thread; it holds from the next row on.</summary>
    public ThresholdOverrides Overrides
    {
        get => _overrides;
        set
        {
            _overrides = value;
            foreach (MonitorPlan plan in _plans.Values.Concat(_byIdentity.Values))
            {
                plan.Threshold.Overrides = value;
            }
        }
    }

    /// <summary>What its models and the rows of its entities take.</summary>
    internal long UsedBytes => All.Concat(Former).Sum(plan => plan.UsedBytes);

    public MonitorPlan For(Schema schema) => _plans.TryGetValue(schema, out MonitorPlan? plan) ? plan : Add(schema);

    /// <summary>Whether a plan is of the monitor as it was before it was edited.</summary>
    public bool IsFormer(MonitorPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return !(_plans.TryGetValue(plan.Schema, out MonitorPlan? now) && ReferenceEquals(now, plan));
    }

    /// <summary>The plan that something stored names; null where it is not known.</summary>
    /// <param name="identity">See <see cref="MonitorPlan.Identity"/>.</param>
    internal MonitorPlan? Find(ulong identity) => _byIdentity.GetValueOrDefault(identity);

    /// <summary>What is stored under an identity is of this plan.</summary>
    internal MonitorPlan Know(ulong identity, MonitorPlan plan)
    {
        MonitorPlan known = _byIdentity.GetOrAdd(identity, plan);
        known.Threshold.Overrides = Overrides;
        return known;
    }

    private MonitorPlan Add(Schema schema)
    {
        MonitorPlan plan = _plans.GetOrAdd(schema, s => new MonitorPlan(Definition, s));

        // After it can be found: overrides that change meanwhile are set there, or read here.
        plan.Threshold.Overrides = Overrides;
        _byIdentity.TryAdd(plan.Identity, plan);
        return plan;
    }
}
