using System.Collections.Concurrent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Plans;

/// <summary>The plans of one monitor: one for each set of channels its sources bring (files of one stream may differ).</summary>
public sealed class PlanSet(MonitorDefinition definition)
{
    private readonly ConcurrentDictionary<Schema, MonitorPlan> _plans = new();

    public MonitorDefinition Definition { get; } = definition;

    public EntityDirectory Directory { get; } = new();

    public IEnumerable<MonitorPlan> All => _plans.Values;

    public MonitorPlan For(Schema schema) => _plans.GetOrAdd(schema, s => new MonitorPlan(Definition, s));
}
