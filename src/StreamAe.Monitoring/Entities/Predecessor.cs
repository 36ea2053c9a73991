using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Entities;

/// <summary>An entity as its monitor was before it was edited: it judges until there is a model for the rows as they are now.</summary>
/// <param name="entity">It learns nothing more, and is not stored by itself.</param>
/// <param name="plan">Of the rows as they are now.</param>
internal sealed class Predecessor(EntityMonitor entity, MonitorPlan plan)
{
    private readonly ChannelMap _channels = new(plan.Schema, entity.Plan.Schema);
    private readonly float[] _values = new float[entity.Plan.Schema.Count];

    public EntityMonitor Entity => entity;

    /// <summary>[EncodedFloats] of the plan, for rows that are only learned from.</summary>
    public float[] Encoded { get; } = new float[plan.EncodedFloats];

    /// <summary>[RowStride] of the plan.</summary>
    public float[] Row { get; } = new float[plan.Architecture.RowStride];

    /// <summary>A row's values as they were before: valid until the next call.</summary>
    public ReadOnlySpan<float> ValuesOf(ReadOnlySpan<float> values)
    {
        _channels.Map(values, _values);
        return _values;
    }
}
