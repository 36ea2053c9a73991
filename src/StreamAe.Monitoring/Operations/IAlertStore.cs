using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Operations;

/// <summary>Alerts as they were raised, as far as they are kept. Safe for concurrent use.</summary>
public interface IAlertStore
{
    /// <summary>The newest alerts of a monitor, newest first in the order in which they were committed.</summary>
    /// <param name="entity">Only of this one; null for all.</param>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    IReadOnlyList<Alert> FindAlerts(string monitor, string? entity, int max);
}
