using System.Collections.Concurrent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Plans;

/// <summary>The plans of one monitor: one for each set of channels its sources bring (files of one stream may differ).</summary>
public sealed class PlanSet(MonitorDefinition definition)
{
    private readonly ConcurrentDictionary<Schema, MonitorPlan> _plans = new();
    private volatile ThresholdOverrides _overrides = ThresholdOverrides.None;

    public MonitorDefinition Definition { get; } = definition;

    public EntityDirectory Directory { get; } = new();

    public IEnumerable<MonitorPlan> All => _plans.Values;

    /// <summary>What operators have set in place of the definition's threshold. From any thread; it holds from the next row on.</summary>
    public ThresholdOverrides Overrides
    {
        get => _overrides;
        set
        {
            _overrides = value;
            foreach (MonitorPlan plan in _plans.Values)
            {
                plan.Threshold.Overrides = value;
            }
        }
    }

    public MonitorPlan For(Schema schema) => _plans.TryGetValue(schema, out MonitorPlan? plan) ? plan : Add(schema);

    private MonitorPlan Add(Schema schema)
    {
        MonitorPlan plan = _plans.GetOrAdd(schema, s => new MonitorPlan(Definition, s));

        // After it can be found: overrides that change meanwhile are set there, or read here.
        plan.Threshold.Overrides = Overrides;
        return plan;
    }
}
