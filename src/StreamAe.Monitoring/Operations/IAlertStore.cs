using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Operations;

/// <summary>Alerts as they were raised, as far as they are kept. Safe for concurrent use.</summary>
public interface IAlertStore
{
    /// <summary>Alerts of a monitor, the newest first in the order in which they were committed.</summary>
    /// <param name="entity">Only of this one; null for all.</param>
    /// <param name="before">Only those with a lower sequence; <see cref="long.MaxValue"/> for the newest.</param>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    IReadOnlyList<StoredAlert> FindAlerts(string monitor, string? entity, long before, int max);

    /// <summary>The newest alerts of a monitor, newest first in the order in which they were committed.</summary>
    /// <param name="entity">Only of this one; null for all.</param>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    IReadOnlyList<Alert> FindAlerts(string monitor, string? entity, int max) => [.. FindAlerts(monitor, entity, long.MaxValue, max).Select(a => a.Alert)];

    /// <summary>The alert of an id; null where it is not kept.</summary>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    Alert? FindAlert(string id);
}
