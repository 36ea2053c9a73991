using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Monitoring.Operations;

/// <summary>
/// A store as an operator's command uses it, beside the service that owns it: requests, overrides and replays of dead letters are
/// written, everything else is read. Safe for concurrent use; calls may block on the disk or the network.
/// </summary>
public interface IOperatorStore : IRequestStore, IVersionStore, IOverrideStore, IScoreStore, IAlertStore, ILetterReplayStore, IDisposable
{
    /// <summary>Alerts with <paramref name="from"/> ≤ event time ≤ <paramref name="to"/> (ticks), as far as they are kept.</summary>
    IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to);
}
