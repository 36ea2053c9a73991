using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Persistence;

/// <summary>An alert as it is stored.</summary>
/// <param name="Sequence">Rises in the order in which alerts became durable, nearly so where several processes share a store; above 0.</param>
public readonly record struct StoredAlert(long Sequence, Alert Alert);
