namespace StreamAe.Host.Services;

/// <summary>What each monitor of a process did since its start. One that runs again after a reload counts on; one that runs no more is kept.</summary>
internal sealed class TotalsByMonitor
{
    private readonly Dictionary<string, MonitorTotals> _totals = new(StringComparer.Ordinal);

    /// <summary>In the order of their first <see cref="Open"/>.</summary>
    public IReadOnlyCollection<MonitorTotals> All => _totals.Values;

    /// <summary>Of a monitor that was opened.</summary>
    public MonitorTotals this[string monitor] => _totals[monitor];

    /// <summary>A monitor is about to run. Not while another does.</summary>
    public MonitorTotals Open(string monitor, string source)
    {
        if (!_totals.TryGetValue(monitor, out MonitorTotals? totals))
        {
            _totals.Add(monitor, totals = new MonitorTotals(monitor, source));
        }

        totals.Source = source;
        return totals;
    }
}
