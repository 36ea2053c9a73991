using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Demo;

/// <summary>
/// Holds what the entities took in against what the simulator sent up to the committed position: a crash may neither lose nor double an event.
/// </summary>
/// <param name="Events">Events before the position.</param>
/// <param name="Lost">Sent and not taken in, summed over entities.</param>
/// <param name="Doubled">Taken in more often than sent.</param>
internal sealed record SequenceCheck(long Events, long Lost, long Doubled)
{
    public bool IsExact => Lost == 0 && Doubled == 0;

    public static SequenceCheck Run(MonitorRuntime runtime, SimulatedStream stream, long position)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (EntityMonitor monitor in runtime.Entities)
        {
            counts.Add(monitor.Key, monitor.Observations + monitor.Rejected);
        }

        long events = 0, lost = 0, doubled = 0;
        for (int entity = 0; entity < stream.Entities; entity++)
        {
            long sent = stream.CountOf(entity, position);
            long taken = counts.GetValueOrDefault(stream.EntityKey(entity));
            events += sent;
            lost += Math.Max(0, sent - taken);
            doubled += Math.Max(0, taken - sent);
        }

        return new SequenceCheck(events, lost, doubled);
    }

    public override string ToString() => IsExact
        ? $"{Events:N0} events, none lost, none doubled"
        : $"{Events:N0} events, {Lost:N0} LOST, {Doubled:N0} DOUBLED";
}
