namespace StreamAe.Monitoring.Simulation;

/// <summary>What stands beside the channel values of one simulated event.</summary>
/// <param name="Entity">Number of the entity within its stream, <c>0 … Entities−1</c>.</param>
/// <param name="Sequence">How many events this entity sent before, 0-based.</param>
/// <param name="EventTime">Simulated time in ticks, see <see cref="Observations.EventTime"/>.</param>
/// <param name="Label">1 if an anomaly was injected, otherwise 0.</param>
/// <param name="Kind">Which anomaly.</param>
public readonly record struct SimulatedEvent(int Entity, long Sequence, long EventTime, sbyte Label, AnomalyKind Kind);
