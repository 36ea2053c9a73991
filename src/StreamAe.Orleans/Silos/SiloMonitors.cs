using System.Collections.Concurrent;

namespace StreamAe.Orleans.Silos;

/// <summary>The monitors that a silo can work for, by name.</summary>
internal sealed class SiloMonitors(ILocalSiloDetails silo)
{
    private readonly ConcurrentDictionary<string, SiloMonitor> _monitors = new(StringComparer.Ordinal);

    public void Add(SiloMonitor monitor)
    {
        monitor.Address = silo.SiloAddress;
        if (!_monitors.TryAdd(monitor.Name, monitor))
        {
            throw new InvalidOperationException($"This silo already has a monitor {monitor.Name}.");
        }
    }

    /// <exception cref="InvalidOperationException">This silo's configuration has no such monitor.</exception>
    public SiloMonitor Find(string monitor) => _monitors.TryGetValue(monitor, out SiloMonitor? found)
        ? found
        : throw new InvalidOperationException(
            $"This silo has no monitor {monitor}. All silos of a cluster need the same monitors: give them the same configuration.");
}
